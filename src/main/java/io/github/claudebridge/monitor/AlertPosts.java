package io.github.claudebridge.monitor;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that an alert went on or off: in the bridge's log, and in a channel where one is chosen.
 */
final class AlertPosts {
  private static final Logger log = LoggerFactory.getLogger(AlertPosts.class);

  private final Outbox outbox;
  private final Words words;
  private final @Nullable String channel;
  private final ToIntFunction<String> sessionOf;

  /**
   * @param channel where it is told, or null for nowhere
   * @param sessionOf the session of a channel, 0 for none
   */
  AlertPosts(
      Outbox outbox, Words words, @Nullable String channel, ToIntFunction<String> sessionOf) {
    this.outbox = outbox;
    this.words = words;
    this.channel = channel;
    this.sessionOf = sessionOf;
  }

  /** Tells it in the log. */
  void log(Alerts.Change change, List<Sample> samples) {
    String text = text(change, samples, words);
    if (change.entered()) {
      log.warn("{}", text);
    } else {
      log.info("{}", text);
    }
  }

  /** Tells it in the channel, once; telling the same change again does nothing. */
  void post(Alerts.Change change, List<Sample> samples) {
    if (channel != null) {
      String key =
          "alert:%s:%s:%s"
              .formatted(
                  change.level().word(), change.entered() ? "on" : "off", change.at());
      outbox.add(
          new Draft(
              channel,
              sessionOf.applyAsInt(channel),
              Post.Kind.NOTICE,
              key,
              PostBody.of(text(change, samples, words))));
    }
  }

  /** What people read. */
  static String text(Alerts.Change change, List<Sample> samples, Words words) {
    String percent = Amount.percent(change.percent());
    String limit = Amount.percent(change.limit());
    if (!change.entered()) {
      return words.say("alert.off." + change.level().word(), percent, limit);
    }
    String held = words.told(Amount.time(Duration.between(change.since(), change.at())));
    String most =
        switch (change.level()) {
          case CPU ->
              most(samples, Measure.CPU)
                  .map(
                      s ->
                          words.say(
                              "alert.most.cpu",
                              Integer.toString(s.session()),
                              Amount.percent(s.value(Measure.CPU).orElse(0))))
                  .orElse("");
          case MEMORY ->
              most(samples, Measure.MEMORY)
                  .map(
                      s ->
                          words.say(
                              "alert.most",
                              Integer.toString(s.session()),
                              Amount.bytes(s.value(Measure.MEMORY).orElse(0))))
                  .orElse("");
          case DISK -> "";
        };
    return words.say(
        "alert.on." + change.level().word(), percent, limit, held, most, free(samples));
  }

  private static Optional<Sample> most(List<Sample> samples, Measure measure) {
    return samples.stream()
        .filter(s -> s.session() != Sample.HOST && s.value(measure).orElse(0) > 0)
        .max(Comparator.comparingDouble(s -> s.value(measure).orElse(0)));
  }

  private static String free(List<Sample> samples) {
    return samples.stream()
        .filter(s -> s.session() == Sample.HOST)
        .findFirst()
        .map(
            s ->
                Amount.bytes(
                    s.value(Measure.DISK_TOTAL).orElse(0) - s.value(Measure.DISK_USED).orElse(0)))
        .orElse("?");
  }
}
