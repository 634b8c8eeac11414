package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.Durations;
import io.github.claudebridge.testing.Losses;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/**
 * A short soak. {@code -Dsoak.duration=10m} makes a longer one, {@code -Dsoak.seed=N} repeats the
 * random choices of one.
 */
class SoakIT {
  @Test
  void nothingIsLostNothingDoubledAndNothingGrows() throws Exception {
    SoakPlan plan =
        new SoakPlan(
            Durations.parse(System.getProperty("soak.duration", "90s")),
            Long.getLong("soak.seed", System.nanoTime() % 1_000_000),
            4);
    Losses.noneSoFar();
    SoakReport report = new Soak(plan, System.out).run();
    System.out.print(report.markdown());
    assertThat(report.problems()).as(report.verdict()::details).isEmpty();
    Losses.none("lost in the soak", Collections.nCopies(report.lost(), "a message"));
    Losses.none("doubled in the soak", Collections.nCopies(report.doubled(), "a message"));
    assertThat(report.flat()).hasSize(7).noneMatch(Flatness::grew);
    // What was judged is worth judging: all kinds of it came, and the agents were there to answer.
    assertThat(report.killed()).isPositive();
    assertThat(report.bursts()).isPositive();
    assertThat(report.files().arrived()).isGreaterThanOrEqualTo(SoakLoad.FILES);
    assertThat(report.comebacks()).isNotEmpty();
    assertThat(report.faults()).hasSizeGreaterThan(SoakFault.values().length / 2);
    assertThat(report.verdict().answered()).isGreaterThan(report.messages() / 2);
  }
}
