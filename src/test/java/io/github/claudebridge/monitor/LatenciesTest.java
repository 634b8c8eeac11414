package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The median and the slowest of a hundred are those of the window, and of no window before. */
class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void areThoseOfTheWindow() {
    List<Integer> millis = IntStream.rangeClosed(1, 100).boxed().collect(Collectors.toList());
    Collections.shuffle(millis, new Random(7));
    millis.forEach(ms -> latencies.add(Duration.ofMillis(ms)));
    Latencies.Window window = latencies.take();
    assertThat(window.quantile(0.5)).hasValue(0.050);
    assertThat(window.quantile(0.99)).hasValue(0.099);
    assertThat(window.quantile(1)).hasValue(0.100);
    assertThat(latencies.take().quantile(0.5)).isEmpty();
  }

  @Test
  void oneValueIsAllOfThem() {
    latencies.add(Duration.ofSeconds(3));
    Latencies.Window window = latencies.take();
    assertThat(window.quantile(0.5)).hasValue(3);
    assertThat(window.quantile(0.99)).hasValue(3);
  }

  @Test
  void aClockSetBackMakesNoNegativeTimes() {
    latencies.add(Duration.ofHours(-1));
    assertThat(latencies.take().quantile(0.5)).hasValue(0);
  }

  @Test
  void ofVeryManyTheNewestAreKept() {
    IntStream.range(0, 30_000).forEach(i -> latencies.add(Duration.ofSeconds(i < 20_000 ? 9 : 1)));
    assertThat(latencies.take().quantile(1)).hasValue(1);
  }
}
