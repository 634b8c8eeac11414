package io.github.claudebridge.gateway;

import io.github.claudebridge.router.Hearing;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.ChannelType;
import net.dv8tion.jda.api.events.message.GenericMessageEvent;
import net.dv8tion.jda.api.events.message.MessageBulkDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Takes message events off the gateway's thread into the lane of their channel.
 *
 * <p>Each new gateway session has a number. The first thing done in a channel for events of a
 * session is to catch up, so that a message never overtakes those that were missed. Events carry
 * the number of the session that told them: one from before an outage must not make a channel look
 * caught up.
 *
 * <p>In a flood a lane is not let grow: messages that find it full are let go, and read again from
 * the channel's history, which bears any number of them.
 */
final class MessageListener extends ListenerAdapter {
  private static final Set<ChannelType> HEARD =
      Set.of(
          ChannelType.TEXT,
          ChannelType.GUILD_PUBLIC_THREAD,
          ChannelType.GUILD_PRIVATE_THREAD);

  private static final Lanes.Work NOTHING = () -> {};

  private final @Nullable String guildId;
  private final Hearing hearing;
  private final MessageIntake intake;
  private final CatchUp catchUp;
  private final MissedChanges missed;
  private final Lanes lanes;
  private final MessageChanges changes;
  private final AtomicLong session = new AtomicLong();
  private final Map<String, Long> caughtUp = new ConcurrentHashMap<>();

  /** Channels of which messages were let go, since too many waited: their history has them. */
  private final Set<String> behind = ConcurrentHashMap.newKeySet();

  MessageListener(
      @Nullable String guildId,
      GatewayParts parts,
      MessageIntake intake,
      CatchUp catchUp,
      MissedChanges missed,
      Lanes lanes) {
    this.guildId = guildId;
    this.hearing = parts.hearing();
    this.changes = parts.changes();
    this.intake = intake;
    this.catchUp = catchUp;
    this.missed = missed;
    this.lanes = lanes;
  }

  /** A new gateway session is about to be opened. */
  void sessionOpens() {
    session.incrementAndGet();
  }

  /** A new gateway session tells of everything from now on: what was missed can be read. */
  void sessionReady() {
    long number = session.get();
    // The list of channels may come from a store, which must not hold up the gateway's thread.
    lanes.submit(
        "",
        () ->
            intake
                .untilStored("the list of channels", hearing::channels)
                .forEach(channel -> catchUpIn(channel, number)));
  }

  private void catchUpIn(String channel, long number) {
    if (channel.chars().allMatch(each -> each >= '0' && each <= '9')) {
      lanes.submit(channel, () -> ready(channel, number));
    }
  }

  private void ready(String channel, long number) throws InterruptedException {
    boolean flooded = behind.remove(channel);
    boolean fresh = caughtUp.getOrDefault(channel, 0L) < number;
    if (fresh) {
      missed.run(channel);
    }
    if (flooded || fresh) {
      catchUp.run(channel);
      caughtUp.merge(channel, number, Math::max);
    }
  }

  @Override
  public void onMessageReceived(MessageReceivedEvent event) {
    Message message = event.getMessage();
    catchUp.live(message.getChannelId(), message.getIdLong());
    if (heard(event)) {
      hear(message.getChannelId(), message);
    }
  }

  private void hear(String channel, Message message) {
    Lanes.Work work =
        work(
            channel,
            () -> {
              intake.take(message, new Authors(lanes));
              catchUp.passed(channel, message.getIdLong());
            },
            // Nobody spoke to a session: a later binding must not read it from the history.
            () -> catchUp.unbound(channel, message.getIdLong()));
    if (!lanes.offer(channel, work) && behind.add(channel)) {
      inLane(channel, NOTHING, NOTHING); // so that somebody looks who comes after all the others
    }
  }

  @Override
  public void onMessageUpdate(MessageUpdateEvent event) {
    Message message = event.getMessage();
    // Discord also tells of link previews and pins in this way.
    if (message.isEdited()) {
      inLane(
          event,
          () -> {
            if (intake.mayChange(message)) {
              changes.edited(message.getId(), Incoming.text(message));
            }
          },
          NOTHING);
    }
  }

  @Override
  public void onMessageDelete(MessageDeleteEvent event) {
    inLane(event, () -> changes.deleted(event.getMessageId()), NOTHING);
  }

  @Override
  public void onMessageBulkDelete(MessageBulkDeleteEvent event) {
    if (event.getGuild().getId().equals(guildId)) {
      String channel = event.getChannel().getId();
      inLane(channel, () -> event.getMessageIds().forEach(changes::deleted), NOTHING);
    }
  }

  private boolean heard(GenericMessageEvent event) {
    return event.isFromGuild()
        && event.getGuild().getId().equals(guildId)
        && HEARD.contains(event.getChannelType());
  }

  private void inLane(GenericMessageEvent event, Lanes.Work work, Lanes.Work unbound) {
    if (heard(event)) {
      inLane(event.getChannel().getId(), work, unbound);
    }
  }

  private void inLane(String channel, Lanes.Work work, Lanes.Work unbound) {
    lanes.submit(channel, work(channel, work, unbound));
  }

  private Lanes.Work work(String channel, Lanes.Work work, Lanes.Work unbound) {
    long number = session.get();
    return () -> {
      if (intake.untilStored("channel " + channel, () -> hearing.bound(channel))) {
        ready(channel, number);
        work.run();
      } else {
        unbound.run();
      }
    };
  }
}
