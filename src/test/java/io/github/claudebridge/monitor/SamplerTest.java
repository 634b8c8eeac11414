package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * A session is its whole tree of processes, and its processor time is that since the last sample.
 */
class SamplerTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant LATER = START.plusSeconds(300);
  private static final long BRIDGE = 50;
  private static final Optional<Boolean> CONNECTED = Optional.of(true);
  private static final Optional<Boolean> NO_DISCORD = Optional.empty();

  private final Metrics metrics = new Metrics();
  private List<ProcessRow> rows = List.of();
  private final Sampler sampler = new Sampler(new StillMachine(), () -> rows, metrics, BRIDGE);

  @Test
  void addsUpATree() {
    rows =
        List.of(
            row(100, 1, 5, 1),
            row(101, 100, 300, 60),
            row(102, 101, 40, 2),
            row(103, 102, 10, 1),
            row(200, 1, 7, 9),
            row(BRIDGE, 1, 90, 3));
    List<Sample> samples =
        sampler.take(START, List.of(session(1, 100), session(2, 200)), CONNECTED);
    assertThat(samples).hasSize(3);
    assertThat(samples.getFirst().value(Measure.BRIDGE_MEMORY)).hasValue(90);
    assertThat(samples.getFirst().value(Measure.GATEWAY_READY)).hasValue(1);
    assertThat(samples.get(1).value(Measure.PROCESSES)).hasValue(4);
    assertThat(samples.get(1).value(Measure.MEMORY)).hasValue(355);
    assertThat(samples.get(1).value(Measure.CPU)).as("nothing to compare with").isEmpty();
    assertThat(samples.get(2).value(Measure.MEMORY)).hasValue(7);
  }

  @Test
  void tellsTheProcessorTimeSinceTheLastSample() {
    rows = List.of(row(100, 1, 5, 10), row(101, 100, 5, 20));
    sampler.take(START, List.of(session(1, 100)), NO_DISCORD);
    rows = List.of(row(100, 1, 5, 10), row(101, 100, 5, 95), row(102, 101, 5, 75));
    Sample sample = sampler.take(LATER, List.of(session(1, 100)), NO_DISCORD).getLast();
    assertThat(sample.value(Measure.CPU).orElseThrow()).isCloseTo(50, within(0.01));
  }

  @Test
  void aRestartedAgentIsComparedWithNothing() {
    rows = List.of(row(100, 1, 5, 500));
    sampler.take(START, List.of(session(1, 100)), NO_DISCORD);
    rows = List.of(row(300, 1, 5, 2));
    Sample sample = sampler.take(LATER, List.of(session(1, 300)), NO_DISCORD).getLast();
    assertThat(sample.value(Measure.CPU)).isEmpty();
    assertThat(sample.value(Measure.PROCESSES)).hasValue(1);
  }

  @Test
  void aProcessThatTookItsTimeAlongMakesNothingNegative() {
    rows = List.of(row(100, 1, 5, 10), row(101, 100, 5, 400));
    sampler.take(START, List.of(session(1, 100)), NO_DISCORD);
    rows = List.of(row(100, 1, 5, 11));
    Sample sample = sampler.take(LATER, List.of(session(1, 100)), NO_DISCORD).getLast();
    assertThat(sample.value(Measure.CPU)).hasValue(0);
  }

  @Test
  void aSessionWithoutATerminalUsesNothing() {
    Sample sample =
        sampler
            .take(START, List.of(new Monitor.Measured(4, OptionalLong.empty(), 3)), NO_DISCORD)
            .getLast();
    assertThat(sample.value(Measure.PROCESSES)).hasValue(0);
    assertThat(sample.value(Measure.MEMORY)).hasValue(0);
    assertThat(sample.value(Measure.QUEUED)).hasValue(3);
  }

  @Test
  void aTornReadingEndsAllTheSame() {
    rows = List.of(row(100, 101, 1, 1), row(101, 100, 1, 1));
    assertThat(new ProcessTree(rows).below(100).processes()).isEqualTo(2);
  }

  @Test
  void aLineOfTheProcessTableIsReadWhateverTheNameIs() {
    ProcFs proc = new ProcFs(Path.of("/proc"), 4096);
    String rest = " S 77 1 1 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 1 0 12345 1000000 2500 1 2";
    for (String name : List.of("node", "a b) S 9 (", "((", "x)y")) {
      assertThat(proc.parse("4321 (" + name + ")" + rest))
          .as(name)
          .contains(new ProcessRow(4321, 77, 2500 * 4096, Duration.ofMillis(2_500)));
    }
    for (String bad : List.of("", "4321", "4321 (x)", "4321 (x) S 1 2", "x (y) S a" + rest)) {
      assertThat(proc.parse(bad)).as(bad).isEmpty();
    }
  }

  private static Monitor.Measured session(int n, long process) {
    return new Monitor.Measured(n, OptionalLong.of(process), 0);
  }

  private static ProcessRow row(long pid, long parent, long memory, int cpuSeconds) {
    return new ProcessRow(pid, parent, memory, Duration.ofSeconds(cpuSeconds));
  }

  /** A machine on which nothing happens. */
  private static final class StillMachine implements Machine {
    @Override
    public Look look() {
      return new Look(12, 0.5, memory(), new Space(10, 100));
    }

    @Override
    public Space memory() {
      return new Space(60, 100);
    }
  }
}
