package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a session's messages complete: tells that they are there, and fetches what is attached to
 * them. Touched by the session's own thread alone.
 */
final class Intake {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final SessionParts parts;
  private final Ladder ladder;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Set<String> fetching = new HashSet<>();

  Intake(SessionParts parts, Ladder ladder, Mailbox mailbox, Consumer<Trigger> fire) {
    this.parts = parts;
    this.ladder = ladder;
    this.mailbox = mailbox;
    this.fire = fire;
  }

  /** A message is in the inbox again: as one that arrives. */
  void heard(String messageId) {
    parts.messages().find(messageId).ifPresent(this::heard);
  }

  /** A message is in the inbox: shows that it is, and fetches its attachments if it has some. */
  void heard(Delivery d) {
    ladder.tell(d, d.rung(), d.reason());
    fetch(d);
  }

  /** Fetches the attachments of a message that waits for them, once. */
  void fetch(Delivery d) {
    if (d.rung() == Rung.RECEIVED && fetching.add(d.message().id())) {
      try {
        parts
            .files()
            .fetch(d)
            .whenComplete((lines, trouble) -> mailbox.post(() -> fetched(d, lines, trouble)));
      } catch (RuntimeException e) { // else the message would hold up the line for ever
        fetched(d, null, e);
      }
    }
  }

  private void fetched(
      Delivery d, @Nullable List<String> lines, @Nullable Throwable trouble) {
    fetching.remove(d.message().id());
    if (trouble != null) {
      log.warn("the attachments of message {} were not fetched", d.message().id(), trouble);
    }
    boolean queued =
        parts
            .messages()
            .steps()
            .prepared(
                d,
                lines != null
                    ? lines
                    : List.of("(the attachments could not be fetched: " + trouble + ")"));
    if (queued) { // and not taken back by its author meanwhile
      ladder.tell(d, Rung.QUEUED, null);
    }
    fire.accept(Trigger.QUEUE_MOVED);
  }
}
