package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples are kept for as long as they shall be, and come back as they were. */
class MetricStoreTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private TempStore store;
  private MetricStore metrics;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(SettableTime.start());
    metrics = new MetricStore(store.database());
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  void givesBackWhatWasMeasured() {
    Map<Measure, Double> every = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      every.put(measure, measure.ordinal() + 0.125);
    }
    List<Sample> samples =
        List.of(
            new Sample(START, Sample.HOST, every),
            new Sample(START, 7, Map.of(Measure.MEMORY, 3e11)));
    metrics.add(samples, Instant.EPOCH);
    assertThat(metrics.all(START)).isEqualTo(samples);
    assertThat(metrics.of(7, START)).isEqualTo(samples.subList(1, 2));
    assertThat(metrics.of(8, START)).isEmpty();
  }

  @Test
  void forgetsWhatIsTooOld() {
    Duration keep = Duration.ofDays(7);
    for (int hours = 0; hours < 24 * 10; hours++) {
      Instant at = START.plus(Duration.ofHours(hours));
      metrics.add(List.of(new Sample(at, 0, Map.of(Measure.HOST_CPU, 1.0))), at.minus(keep));
    }
    List<Sample> left = metrics.all(Instant.EPOCH);
    assertThat(left).hasSize(7 * 24 + 1);
    assertThat(left.getFirst().at()).isEqualTo(left.getLast().at().minus(keep));
  }

  @Test
  void theSameMomentTwiceIsOneSample() { // a clock that was set back
    metrics.add(List.of(new Sample(START, 0, Map.of(Measure.HOST_CPU, 1.0))), Instant.EPOCH);
    metrics.add(List.of(new Sample(START, 0, Map.of(Measure.HOST_CPU, 2.0))), Instant.EPOCH);
    assertThat(metrics.all(START)).hasSize(1);
    assertThat(metrics.all(START).getFirst().value(Measure.HOST_CPU)).hasValue(2);
  }

  @Test
  void whatAnotherVersionMeasuredIsLeftOut() {
    store
        .database()
        .write(h -> h.execute("INSERT INTO metric VALUES (?, 0, ?)", START.getEpochSecond(),
            "{\"host-cpu\":5,\"of-tomorrow\":1}"));
    assertThat(metrics.all(START).getFirst().values()).containsOnlyKeys(Measure.HOST_CPU);
  }
}
