package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Golden;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read when something gets too full, in both languages. */
class AlertTextTest {
  private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void reads(String language) {
    Words words = new Words(Locale.of(language));
    Instant at = SINCE.plusSeconds(600);
    double gb = 1L << 30;
    Sample host =
        new Sample(at, 0, Map.of(Measure.DISK_USED, 91 * gb, Measure.DISK_TOTAL, 100 * gb));
    Sample one = new Sample(at, 1, Map.of(Measure.CPU, 40.0, Measure.MEMORY, 0.4 * gb));
    Sample two = new Sample(at, 2, Map.of(Measure.CPU, 170.4, Measure.MEMORY, 1.25 * gb));
    StringBuilder all = new StringBuilder();
    for (Level level : Level.values()) {
      for (List<Sample> samples : List.of(List.of(host, one, two), List.of(host))) {
        all.append(AlertPosts.text(change(level, true, 91.4, at), samples, words)).append('\n');
      }
      all.append(AlertPosts.text(change(level, false, 60.2, at), List.of(host), words))
          .append('\n');
    }
    assertThat(all.toString().lines()).allMatch(line -> line.length() < PostBody.MAX_TEXT);
    Golden.at("src/test/resources/alerts").check(language + ".md", all.toString());
  }

  private static Alerts.Change change(Level level, boolean entered, double percent, Instant at) {
    return new Alerts.Change(level, entered, percent, 80, SINCE, at);
  }
}
