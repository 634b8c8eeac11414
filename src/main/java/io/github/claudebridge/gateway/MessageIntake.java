package io.github.claudebridge.gateway;

import io.github.claudebridge.router.Hearing;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.entities.ISnowflake;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in for messages, live ones and those of the history: who may be heard, what is a
 * message, and storing it. Runs in the lane of the channel, and does not return until the message
 * is stored or not to be heard, so that order holds also while the disk is full.
 */
final class MessageIntake {
  private static final Logger log = LoggerFactory.getLogger(MessageIntake.class);

  /** So that it goes on within five seconds of there being room again. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Hearing hearing;
  private final Door door;
  private final Lanes lanes;
  private final StoreWarning warning;

  MessageIntake(Hearing hearing, Door door, Lanes lanes, StoreWarning warning) {
    this.hearing = hearing;
    this.door = door;
    this.lanes = lanes;
    this.warning = warning;
  }

  /** Hears a message of a bound channel if it is one and its author may be heard. */
  void take(Message message, Authors authors) throws InterruptedException {
    io.github.claudebridge.model.Message heard = read(message, authors);
    if (heard != null) {
      untilStored(
          "message " + heard.id(),
          () -> {
            try {
              return hearing.hear(heard);
            } catch (StoreException e) {
              warning.fails(heard.channel());
              throw e;
            }
          });
    }
  }

  /** Keeps a message that is too old to be delivered by itself. */
  void keep(io.github.claudebridge.model.Message late) throws InterruptedException {
    untilStored("message " + late.id(), () -> hearing.hearLate(late));
  }

  /** A message in our words, or null if it is none or its author may not be heard. */
  io.github.claudebridge.model.@Nullable Message read(Message message, Authors authors)
      throws InterruptedException {
    if (!written(message)) {
      return null;
    }
    Member member = authors.of(message);
    Sender sender = sender(message, member);
    if (!admitted(sender)) {
      door.turnedAway(sender, message.getId());
      return null;
    }
    io.github.claudebridge.model.Message heard = Incoming.read(message, member);
    if (heard.text().isBlank() && heard.attachments().isEmpty()) {
      log.debug("message {} says nothing that can be passed on", heard.id());
      return null;
    }
    return heard;
  }

  /** Whether the author of a changed message may still be heard; nobody is told if not. */
  boolean mayChange(Message message) throws InterruptedException {
    if (!written(message)) {
      return false;
    }
    return admitted(sender(message, new Authors(lanes).of(message)));
  }

  /** Does something with the store, again and again until it can. */
  <T> T untilStored(String what, Supplier<T> work) throws InterruptedException {
    Pause pause = new Pause(LONGEST_PAUSE);
    while (true) {
      try {
        return work.get();
      } catch (StoreException e) {
        Duration wait = pause.next();
        log.warn("{}: the store fails; trying again in {} ms", what, wait.toMillis(), e);
        lanes.pause(wait);
      }
    }
  }

  /** Whether somebody else wrote it, rather than Discord («X joined») or ourselves. */
  private static boolean written(Message message) {
    boolean kind =
        message.getType() == MessageType.DEFAULT || message.getType() == MessageType.INLINE_REPLY;
    String self = message.getJDA().getSelfUser().getId();
    return kind && !message.getAuthor().getId().equals(self);
  }

  // Somebody who left has no roles any more: not heard, even by a door that knows the id alone.
  private boolean admitted(Sender sender) {
    return sender.roles() != null && door.admits(sender);
  }

  private static Sender sender(Message message, @Nullable Member member) {
    return new Sender(
        message.getGuild().getId(),
        message.getChannelId(),
        message.getAuthor().getId(),
        roles(message, member),
        message.getAuthor().isBot(),
        message.isWebhookMessage());
  }

  private static @Nullable Set<String> roles(Message message, @Nullable Member member) {
    if (member == null) {
      return message.isWebhookMessage() ? Set.of() : null;
    }
    return member.getUnsortedRoles().stream().map(ISnowflake::getId).collect(Collectors.toSet());
  }
}
