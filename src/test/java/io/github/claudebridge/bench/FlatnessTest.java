package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.bench.BridgeGauge.Reading;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts as flat, and that Java's own words about its heap are understood. */
class FlatnessTest {
  private static final long MB = 1024 * 1024;
  private static final Reading REST = new Reading(200 * MB, 20 * MB, 70, 130);

  private static List<String> grown(Reading after, List<Reading> samples) {
    return Flatness.of(REST, after, samples).stream()
        .filter(Flatness::grew)
        .map(Flatness::name)
        .toList();
  }

  @Test
  void whatStaysIsFlatThoughSingleSamplesAreHigh() {
    List<Reading> samples =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    i == 97
                        ? new Reading(400 * MB, 0, 170, 330)
                        : new Reading(210 * MB, 0, 75, 140))
            .toList();
    assertThat(grown(new Reading(220 * MB, 22 * MB, 76, 139), samples)).isEmpty();
    assertThat(grown(new Reading(100 * MB, 2 * MB, 30, 39), samples)).as("less").isEmpty();
  }

  @Test
  void aThreadAndAFileLeftOnceInAWhileAreSeen() {
    List<Reading> samples =
        IntStream.range(0, 100)
            .mapToObj(i -> new Reading(210 * MB, 0, 75 + i / 3, 140 + i / 5))
            .toList();
    assertThat(grown(REST, samples))
        .containsExactly("threads, under load", "file descriptors, under load");
    assertThat(grown(new Reading(200 * MB, 20 * MB, 95, 141), samples.subList(0, 5)))
        .containsExactly("threads, at rest", "file descriptors, at rest");
  }

  @Test
  void memoryThatLivesOnIsSeen() {
    List<Reading> samples = List.of(new Reading(300 * MB, 0, 1, 1), new Reading(346 * MB, 0, 1, 1));
    assertThat(grown(new Reading(225 * MB, 29 * MB, 70, 130), samples))
        .containsExactly("live heap, at rest", "RSS, at rest", "RSS, under load");
  }

  @Test
  void aRowSaysWhatChangedAndWhetherItMay() {
    List<Flatness> all = Flatness.of(REST, new Reading(190 * MB, 20 * MB, 95, 130), List.of(REST));
    assertThat(all.get(1).row())
        .isEqualTo("| RSS, at rest | 200.0 MB | 190.0 MB | −10.0 MB | 24.0 MB |");
    assertThat(all.get(3).row())
        .isEqualTo("| threads, at rest | 70 | 95 | +25 | 24 **exceeded** |");
    assertThat(all.get(5).row()).isEqualTo("| file descriptors, at rest | 130 | 130 | ±0 | 10 |");
  }

  @Test
  void theHeapIsReadFromAProcessOfOurOwn() throws Exception {
    Reading here = new BridgeGauge(ProcessHandle.current().pid()).atRest();
    assertThat(here.heap()).isBetween(MB, Runtime.getRuntime().maxMemory());
    assertThat(here.rss()).isGreaterThan(10 * MB);
    assertThat(here.threads()).isGreaterThan(3);
    assertThat(here.files()).isGreaterThan(3);
  }
}
