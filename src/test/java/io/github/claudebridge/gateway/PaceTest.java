package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The share of each kind of call. */
class PaceTest {
  private static final int DISCORDS = 50;

  @Test
  void allKindsTogetherStayBelowWhatDiscordTakes() {
    assertThat(Arrays.stream(Pace.values()).mapToInt(Pace::most).sum())
        .isLessThanOrEqualTo(DISCORDS);
  }

  @Test
  void noSecondHasMoreThanItsShareAndNobodyWaitsWithoutNeed() {
    long second = TimeUnit.SECONDS.toNanos(1);
    long now = System.nanoTime() + 10 * second;
    for (Pace pace : Pace.values()) {
      Pace.Line line = pace.line();
      long[] turns = new long[200];
      long at = now;
      for (int i = 0; i < turns.length; i++) {
        for (long left = line.turn(at); left > 0; left = line.turn(at)) {
          at += left;
        }
        turns[i] = at;
      }
      assertThat(turns[0]).as("%s", pace).isEqualTo(now);
      for (long turn : turns) {
        long within = Arrays.stream(turns).filter(t -> t >= turn && t < turn + second).count();
        assertThat(within).as("%s in a second", pace).isLessThanOrEqualTo(pace.most());
      }
      assertThat(turns[199] - turns[0])
          .as("%s is no slower than its share", pace)
          .isLessThanOrEqualTo(second * 200 / Math.max(1, pace.most() - 5) + second);
      assertThat(line.turn(at + 1_000 * second)).as("%s after a quiet while", pace).isZero();
    }
  }
}
