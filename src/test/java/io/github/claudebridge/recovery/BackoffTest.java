package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who goes alone is back at once; who goes with others, or again and again, waits. */
class BackoffTest {
  private static final Symptom KILLED = new Symptom.Killed(9, null);

  private static List<Long> pauses(Symptom symptom, double chance) {
    Backoff backoff = new Backoff(() -> chance);
    return IntStream.range(0, 8).mapToObj(i -> backoff.after(symptom, i).toMillis()).toList();
  }

  @Test
  void theFirstPauseOfOneAgentIsShortAndTheNextAreNot() {
    List<Long> expected = List.of(250L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
    assertThat(pauses(KILLED, 0)).isEqualTo(expected);
    assertThat(pauses(new Symptom.Exited(1, null), 0)).isEqualTo(expected);
    assertThat(pauses(new Symptom.PaneGone(), 0)).isEqualTo(expected);
  }

  @Test
  void whatBefallsManyOrTheStartItselfWaitsFromTheFirstTimeOn() {
    assertThat(
            List.of(
                new Symptom.TmuxGone(),
                new Symptom.OutOfMemory(false),
                new Symptom.Rebooted(),
                new Symptom.StartFailed("no such program"),
                new Symptom.ResumeRefused("no")))
        .allSatisfy(s -> assertThat(pauses(s, 0)).startsWith(1_000L, 2_000L, 4_000L));
  }

  @Test
  void chanceLeavesOutUpToAHalf() {
    assertThat(pauses(KILLED, 1)).startsWith(125L, 1_000L, 2_000L);
    assertThat(pauses(new Symptom.TmuxGone(), 0.5)).startsWith(750L, 1_500L);
  }
}
