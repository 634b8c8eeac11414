package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An alert goes on once and off once, and neither peaks nor swings nor gaps make it tell more. */
class AlertsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(5);

  /** CPU every five minutes, limit 80, held for ten; - is a sample without it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "never there                  | 10 79 79 20                | none",
        "one peak                     | 10 100 10 100 10           | none",
        "two samples are not the while| 90 90 10                   | none",
        "the limit itself counts      | 80 80 80                   | on@10",
        "on once, however long        | 90 90 90 90 99 90          | on@10",
        "on and off                   | 90 90 90 70 70 70 10       | on@10 off@25",
        "one dip keeps it on          | 90 90 90 10 90 10 90       | on@10",
        "a swing about the limit      | 90 90 90 78 82 76 81 79 77 | on@10",
        "just below is not off        | 90 90 90 75 75 75 75       | on@10",
        "on, off and on again         | 90 90 90 1 1 1 90 90 90    | on@10 off@25 on@40",
        "what is missing changes none | 90 90 - 90 - - 90          | on@15",
      })
  void tellsEachEdgeOnce(String name, String levels, String expected) {
    Alerts alerts =
        new Alerts(Map.of(Level.CPU, 80), Duration.ofMinutes(10), EVERY.multipliedBy(4));
    List<String> told = new ArrayList<>();
    Instant at = START;
    for (String level : levels.strip().split(" +")) {
      Map<Measure, Double> values =
          level.equals("-") ? Map.of() : Map.of(Measure.HOST_CPU, Double.valueOf(level));
      for (Alerts.Change change : alerts.take(new Sample(at, 0, values))) {
        told.add(
            (change.entered() ? "on@" : "off@") + Duration.between(START, change.at()).toMinutes());
      }
      at = at.plus(EVERY);
    }
    assertThat(String.join(" ", told)).as(name).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void aLongPauseBetweenSamplesProvesNothing() {
    Alerts alerts =
        new Alerts(Map.of(Level.CPU, 80), Duration.ofMinutes(10), Duration.ofMinutes(15));
    assertThat(alerts.take(cpu(START, 95))).isEmpty();
    Instant later = START.plus(Duration.ofHours(3));
    assertThat(alerts.take(cpu(later, 95))).isEmpty();
    assertThat(alerts.take(cpu(later.plus(Duration.ofMinutes(5)), 95))).isEmpty();
    assertThat(alerts.take(cpu(later.plus(Duration.ofMinutes(10)), 95))).hasSize(1);
  }

  @Test
  void withoutAWhileItIsToldAtOnce() {
    Alerts alerts = new Alerts(Map.of(Level.CPU, 80), Duration.ZERO, EVERY);
    assertThat(alerts.take(cpu(START, 80))).hasSize(1);
    assertThat(alerts.take(cpu(START.plus(EVERY), 74))).hasSize(1);
  }

  @Test
  void eachLevelIsWatchedByItself() {
    Alerts alerts =
        new Alerts(
            Map.of(Level.CPU, 80, Level.MEMORY, 85, Level.DISK, 90), Duration.ZERO, EVERY);
    Sample sample =
        new Sample(
            START,
            0,
            Map.of(
                Measure.HOST_CPU, 99.0,
                Measure.HOST_MEMORY_USED, 86.0,
                Measure.HOST_MEMORY_TOTAL, 100.0,
                Measure.DISK_USED, 89.0,
                Measure.DISK_TOTAL, 100.0));
    assertThat(alerts.take(sample).stream().map(Alerts.Change::level))
        .containsExactly(Level.CPU, Level.MEMORY);
    assertThat(alerts.active().stream().collect(Collectors.toMap(Alerts.Active::level, a -> a)))
        .containsOnlyKeys(Level.CPU, Level.MEMORY)
        .extractingByKey(Level.MEMORY)
        .isEqualTo(new Alerts.Active(Level.MEMORY, 86, 85, START));
  }

  private static Sample cpu(Instant at, double percent) {
    return new Sample(at, 0, Map.of(Measure.HOST_CPU, percent));
  }
}
