package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens is counted where it happens, and every name of it is documented. */
class SessionMetricsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private final Metrics metrics = new Metrics();
  private final SessionMetrics sessions = new SessionMetrics(metrics);

  @Test
  void measuresHowLongADeliveryTakes() {
    deliver("a", Rung.RECEIVED, 0);
    deliver("a", Rung.QUEUED, 400);
    deliver("a", Rung.TYPING, 900);
    deliver("a", Rung.TYPED, 1_000);
    deliver("a", Rung.ACCEPTED, 1_250);
    deliver("a", Rung.ANSWERED, 60_000);
    Map<Measure, Double> taken = metrics.take();
    assertThat(taken)
        .containsEntry(Measure.TYPED_P50, 1.0)
        .containsEntry(Measure.ACCEPTED_P99, 0.25)
        .containsEntry(Measure.DELIVERIES, 1.0)
        .containsEntry(Measure.DELIVERY_FAILURES, 0.0);
    assertThat(metrics.take())
        .containsEntry(Measure.DELIVERIES, 0.0)
        .doesNotContainKey(Measure.TYPED_P50);
  }

  @Test
  void whatWasTypedBeforeARestartHasNoTime() {
    deliver("a", Rung.ACCEPTED, 0);
    deliver("b", Rung.UNDECIDED, 0);
    assertThat(metrics.take())
        .containsEntry(Measure.DELIVERIES, 1.0)
        .containsEntry(Measure.DELIVERY_FAILURES, 1.0)
        .doesNotContainKeys(Measure.TYPED_P50, Measure.ACCEPTED_P50);
  }

  @Test
  void onlyAStartAfterALossIsARestart() {
    state("stopped", "starting");
    assertThat(metrics.takeRestarts(3)).isZero();
    state("working", "lost");
    state("lost", "starting");
    assertThat(metrics.takeRestarts(3)).isEqualTo(1);
    assertThat(metrics.takeRestarts(3)).isZero();
  }

  @Test
  void everyNameIsDocumented() throws Exception {
    for (Rung rung : Rung.values()) {
      deliver("x", rung, 0);
    }
    deliver("y", Rung.QUEUED, 0);
    deliver("y", Rung.TYPED, 1);
    deliver("y", Rung.ACCEPTED, 2);
    state("idle", "lost");
    state("lost", "starting");
    sessions.accept(new SessionEvent.TurnEnded(3, START, "p", SessionEvent.End.DONE, null, null));
    metrics.hook(Metrics.HookOutcome.TAKEN, Duration.ofMillis(1));
    metrics.post(Metrics.PostOutcome.SENT);
    metrics.discordAnswered(429);
    metrics.gateway(true);
    metrics.alerted("cpu", true);
    SampleGauges gauges = new SampleGauges(metrics);
    gauges.show(List.of(every(0), every(1)));
    String documented = Files.readString(Path.of("docs/operations.md"));
    List<String> names =
        metrics
            .text()
            .lines()
            .filter(l -> l.startsWith("# TYPE "))
            .map(l -> l.split(" ")[2])
            .toList();
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(names).allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
    for (Measure measure : Measure.values()) {
      assertThat(documented).contains("`" + measure.word() + "`");
    }
  }

  private static Sample every(int session) {
    Map<Measure, Double> values = new java.util.EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      values.put(measure, 1.0);
    }
    return new Sample(START, session, values);
  }

  private void deliver(String id, Rung rung, long afterMillis) {
    Message message =
        new Message(
            id, "local-3", new Author("u", "Ann", Author.Kind.PERSON), "x", List.of(), START);
    sessions.accept(
        new SessionEvent.Delivered(3, START.plusMillis(afterMillis), message, rung, null));
  }

  private void state(String from, String to) {
    sessions.accept(new SessionEvent.StateChanged(3, START, from, to, null));
  }
}
