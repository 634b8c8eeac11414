package io.github.claudebridge.monitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where every source counts what happens to it, at the moment it happens. Counting never fails and
 * never waits. What is counted is told in two ways: for ever growing to Prometheus, and as the
 * growth since the last time to whoever takes samples.
 */
public final class Metrics {

  /** What came of a hook at the hooks' door. */
  public enum HookOutcome {
    TAKEN,
    REFUSED,
    UNREADABLE,
    TOO_LARGE
  }

  /** What came of an attempt to send a post. */
  public enum PostOutcome {
    SENT,
    FAILED,
    WAITS
  }

  private static final Duration[] STEPS = {
    Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
    Duration.ofMillis(2_500), Duration.ofSeconds(5), Duration.ofSeconds(10),
    Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(300)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Measure, LongAdder> since = new EnumMap<>(Measure.class);
  private final Map<Integer, LongAdder> restarts = new ConcurrentHashMap<>();
  private final Latencies typed = new Latencies();
  private final Latencies accepted = new Latencies();

  public Metrics() {
    for (Measure counted :
        new Measure[] {
          Measure.RATE_LIMITED,
          Measure.POSTS_SENT,
          Measure.POSTS_FAILED,
          Measure.POST_RETRIES,
          Measure.HOOKS,
          Measure.HOOK_ERRORS,
          Measure.DELIVERIES,
          Measure.DELIVERY_FAILURES
        }) {
      since.put(counted, new LongAdder());
    }
  }

  /** A hook came to the door. */
  public void hook(HookOutcome outcome, Duration took) {
    grow(outcome == HookOutcome.TAKEN ? Measure.HOOKS : Measure.HOOK_ERRORS);
    count("claude.bridge.hooks", "outcome", word(outcome));
    registry.timer("claude.bridge.hook").record(took);
  }

  /** That many hooks are on disk. */
  void hooksStored(int count) {
    registry.counter("claude.bridge.hooks.stored").increment(count);
  }

  /** A post was sent, or not. */
  public void post(PostOutcome outcome) {
    grow(
        switch (outcome) {
          case SENT -> Measure.POSTS_SENT;
          case FAILED -> Measure.POSTS_FAILED;
          case WAITS -> Measure.POST_RETRIES;
        });
    count("claude.bridge.posts", "outcome", word(outcome));
  }

  /** Discord answered a request with this HTTP status. */
  public void discordAnswered(int status) {
    if (status == 429) {
      grow(Measure.RATE_LIMITED);
    }
    count(
        "claude.bridge.discord.answers",
        "status",
        status == 429 ? "429" : Math.clamp(status / 100, 1, 5) + "xx");
  }

  /** The connection to Discord is there, or is not any more. */
  public void gateway(boolean ready) {
    count("claude.bridge.gateway.changes", "to", ready ? "ready" : "down");
  }

  /** A message reached a rung of the delivery ladder. */
  void delivered(String rung) {
    count("claude.bridge.deliveries", "rung", rung);
    switch (rung) {
      case "accepted" -> grow(Measure.DELIVERIES);
      case "failed", "undecided" -> grow(Measure.DELIVERY_FAILURES);
      default -> {}
    }
  }

  /** From hearing of a message to its last key in the pane. */
  void typedAfter(Duration took) {
    typed.add(took);
    step("typed", took);
  }

  /** From the last key of a message to the agent's proof. */
  void acceptedAfter(Duration took) {
    accepted.add(took);
    step("accepted", took);
  }

  /** A turn ended. */
  void turn(String end) {
    count("claude.bridge.turns", "end", end);
  }

  /** A session lost its agent. */
  void lost(int session) {
    count("claude.bridge.session.losses", "session", Integer.toString(session));
  }

  /** A session that had lost its agent is started again. */
  void restarted(int session) {
    restarts.computeIfAbsent(session, n -> new LongAdder()).increment();
    count("claude.bridge.session.restarts", "session", Integer.toString(session));
  }

  /** An alert was entered or left. */
  void alerted(String alert, boolean entered) {
    registry
        .counter("claude.bridge.alerts", "alert", alert, "edge", entered ? "entered" : "left")
        .increment();
  }

  /** What was counted since the last time, and how long deliveries took. */
  Map<Measure, Double> take() {
    Map<Measure, Double> taken = new EnumMap<>(Measure.class);
    since.forEach((measure, adder) -> taken.put(measure, (double) adder.sumThenReset()));
    Latencies.Window first = typed.take();
    Latencies.Window second = accepted.take();
    first.quantile(0.5).ifPresent(s -> taken.put(Measure.TYPED_P50, s));
    first.quantile(0.99).ifPresent(s -> taken.put(Measure.TYPED_P99, s));
    second.quantile(0.5).ifPresent(s -> taken.put(Measure.ACCEPTED_P50, s));
    second.quantile(0.99).ifPresent(s -> taken.put(Measure.ACCEPTED_P99, s));
    return taken;
  }

  /** How often a session was started again since the last time. */
  double takeRestarts(int session) {
    LongAdder adder = restarts.get(session);
    return adder == null ? 0 : adder.sumThenReset();
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Everything in the text format of Prometheus. */
  public String text() {
    return registry.scrape();
  }

  private void step(String step, Duration took) {
    io.micrometer.core.instrument.Timer.builder("claude.bridge.delivery")
        .tag("step", step)
        .serviceLevelObjectives(STEPS)
        .register(registry)
        .record(took.isNegative() ? Duration.ZERO : took);
  }

  private void grow(Measure measure) {
    LongAdder adder = since.get(measure);
    if (adder != null) {
      adder.increment();
    }
  }

  private void count(String name, String tag, String value) {
    Counter.builder(name).tags(Tags.of(tag, value)).register(registry).increment();
  }

  private static String word(Enum<?> outcome) {
    return outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
