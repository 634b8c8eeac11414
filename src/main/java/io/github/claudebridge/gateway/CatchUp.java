package io.github.claudebridge.gateway;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.router.Hearing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.utils.TimeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what was said in a channel while nobody listened. A new gateway session tells nothing of
 * the time before it, so after each one the history of every bound channel is read from the last
 * heard message on, oldest first.
 *
 * <p>A channel in which nothing was heard yet has no such place. Its newest message at that moment
 * becomes its start ({@code startAt}): nothing before it is ever heard, everything after it is.
 *
 * <p>What was read is remembered only as long as the bridge runs, so that strangers' messages and
 * those that are too old are reported once, not after each outage.
 */
final class CatchUp {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** So many messages are more than anybody has sent again; the rest is only told of. */
  private static final int MOST_LATE_PAGES = 100;

  private final History history;
  private final Hearing hearing;
  private final MessageIntake intake;
  private final Lanes lanes;
  private final BiConsumer<String, String> startAt;
  private final CatchUpReport report;
  private final Duration maxAge;
  private final InstantSource clock;
  private final Map<String, Long> readTo = new ConcurrentHashMap<>();
  private final Map<String, Long> firstLive = new ConcurrentHashMap<>();

  CatchUp(
      History history,
      MessageIntake intake,
      Lanes lanes,
      GatewayParts parts,
      Duration maxAge) {
    this.history = history;
    this.intake = intake;
    this.lanes = lanes;
    this.hearing = parts.hearing();
    this.startAt = parts.startAt();
    this.report = parts.report();
    this.clock = parts.clock();
    this.maxAge = maxAge;
  }

  /** A message was told live; it may wait in its lane, and it belongs to what is to be heard. */
  void live(String channel, long messageId) {
    firstLive.putIfAbsent(channel, messageId);
  }

  /** A message was told live of a channel that talks to no session: it is never to be heard. */
  void unbound(String channel, long messageId) {
    firstLive.remove(channel);
    passed(channel, messageId);
  }

  /** A message that went through live, heard or not: history counts from it on. */
  void passed(String channel, long messageId) {
    readTo.merge(channel, messageId, CatchUp::later);
  }

  /** Reads the history of a bound channel; returns when it is through. Runs in its lane. */
  void run(String channel) throws InterruptedException {
    Optional<String> last =
        intake.untilStored("the place in channel " + channel, () -> hearing.lastHeard(channel));
    try {
      if (last.isEmpty()) {
        start(channel);
      } else {
        long heard = Long.parseUnsignedLong(last.get());
        read(channel, later(heard, readTo.getOrDefault(channel, 0L)));
      }
    } catch (Trouble e) {
      log.warn("channel {} is not caught up: {}", channel, e.getMessage());
      report.unreadable(channel, String.valueOf(e.getMessage()));
    }
  }

  private void start(String channel) throws Trouble, InterruptedException {
    long newest = history.newest(channel);
    Long live = firstLive.get(channel);
    // A crash before a live message is stored must not leave it on the far side of the start.
    long start =
        live != null && Long.compareUnsigned(live, newest) <= 0
            ? live - 1
            : newest == 0 ? TimeUtil.getDiscordTimestamp(clock.millis()) : newest;
    intake.untilStored(
        "the start of channel " + channel,
        () -> {
          startAt.accept(channel, Long.toUnsignedString(start));
          return start;
        });
  }

  private void read(String channel, long from) throws Trouble, InterruptedException {
    Authors authors = new Authors(lanes);
    long after = from;
    long oldest = TimeUtil.getDiscordTimestamp(clock.instant().minus(maxAge).toEpochMilli());
    if (Long.compareUnsigned(after, oldest) < 0) {
      skipOld(channel, after, oldest);
      after = oldest;
    }
    List<Message> page;
    int heard = 0;
    do {
      page = history.after(channel, after);
      for (Message message : page) {
        take(message, authors);
        after = message.getIdLong();
        passed(channel, after);
      }
      if (!page.isEmpty()) {
        Failpoints.hit("catch-up.after-page");
      }
      heard += page.size();
    } while (page.size() == History.PAGE);
    if (heard > 0) {
      log.info("read {} messages that were missed in channel {}", heard, channel);
    }
  }

  // One message that trips over a bug must not make the channel deaf for good.
  private void take(Message message, Authors authors) throws InterruptedException {
    try {
      intake.take(message, authors);
    } catch (RuntimeException e) {
      log.error("message {} could not be handled and is left out", message.getId(), e);
    }
  }

  /** Keeps what is too old to be delivered by itself, and tells of it; a person decides. */
  private void skipOld(String channel, long after, long oldest)
      throws Trouble, InterruptedException {
    Authors authors = new Authors(lanes);
    List<io.github.claudebridge.model.Message> late = new ArrayList<>();
    long from = after;
    boolean more = true;
    for (int pages = 0; more && pages < MOST_LATE_PAGES; pages++) {
      List<Message> page = history.after(channel, from);
      more = page.size() == History.PAGE;
      for (Message message : page) {
        if (Long.compareUnsigned(message.getIdLong(), oldest) >= 0) {
          more = false;
          break;
        }
        from = message.getIdLong();
        var read = intake.read(message, authors);
        if (read != null) {
          late.add(read);
        }
      }
    }
    if (!late.isEmpty()) {
      // Told first, under a key of its own: an end in between leaves some to be told of again.
      report.tooOld(channel, late, more);
      for (var each : late) {
        intake.keep(each);
      }
    }
    passed(channel, oldest);
  }

  private static long later(long one, long other) {
    return Long.compareUnsigned(one, other) > 0 ? one : other;
  }
}
