package io.github.claudebridge.command;

import io.github.claudebridge.monitor.Amount;
import io.github.claudebridge.monitor.LoadPicture;
import io.github.claudebridge.monitor.Measure;
import io.github.claudebridge.monitor.Monitor;
import io.github.claudebridge.monitor.Sample;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.text.Names;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a session and its machine are, in words and as a picture of the last day. */
public final class StatusAnswer {
  private static final Duration SHOWN = Duration.ofHours(24);
  private static final int MOST_NAME = 24;

  private final Monitor monitor;
  private final LoadPicture picture;
  private final Words words;
  private final Duration every;
  private final InstantSource clock;

  /**
   * @param every how often a sample is taken
   */
  public StatusAnswer(
      Monitor monitor, LoadPicture picture, Words words, Duration every, InstantSource clock) {
    this.monitor = monitor;
    this.picture = picture;
    this.words = words;
    this.every = every;
    this.clock = clock;
  }

  /** In words, as the newest sample has it. */
  String text(Session session, int waiting) {
    List<String> lines = new ArrayList<>();
    lines.add(QueueText.status(session, waiting, words));
    monitor
        .latest(session.binding().session())
        .filter(s -> s.value(Measure.PROCESSES).orElse(0) > 0)
        .ifPresent(
            s ->
                lines.add(
                    words.say(
                        "status.uses",
                        Amount.bytes(s.value(Measure.MEMORY).orElse(0)),
                        Amount.percent(s.value(Measure.CPU).orElse(0)),
                        Long.toString(Math.round(s.value(Measure.PROCESSES).orElse(0))))));
    monitor.latest(Sample.HOST).ifPresent(s -> lines.add(machine(s)));
    for (Map<String, Object> alert : monitor.alerts()) {
      lines.add(
          words.say(
              "status.alert." + alert.get("alert"),
              Amount.percent(((Number) alert.get("percent")).doubleValue()),
              Amount.percent(((Number) alert.get("limit")).doubleValue())));
    }
    return String.join("\n", lines);
  }

  private String machine(Sample host) {
    return words.say(
        "status.machine",
        Amount.percent(host.value(Measure.HOST_CPU).orElse(0)),
        Amount.percent(
            host.percent(Measure.HOST_MEMORY_USED, Measure.HOST_MEMORY_TOTAL).orElse(0)),
        Amount.percent(host.percent(Measure.DISK_USED, Measure.DISK_TOTAL).orElse(0)));
  }

  /** As a picture; empty as long as nothing was measured. */
  Optional<ChatOrders.Picture> picture(Session session) {
    int n = session.binding().session();
    List<Sample> samples = monitor.since(clock.instant().minus(SHOWN), n);
    List<Sample> host = samples.stream().filter(s -> s.session() == Sample.HOST).toList();
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String name = n + " (" + Names.label(session.binding().name(), MOST_NAME) + ")";
    byte[] png =
        picture.png(
            host, samples.stream().filter(s -> s.session() == n).toList(), name, every);
    return Optional.of(
        new ChatOrders.Picture(
            "status-" + n + ".png",
            png,
            words.say(
                "chart.description",
                name,
                monitor.latest(Sample.HOST).map(this::machine).orElse(""))));
  }
}
