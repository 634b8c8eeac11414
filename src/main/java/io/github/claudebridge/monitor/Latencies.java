package io.github.claudebridge.monitor;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How long something took, each time since the window was opened. Of very many the newest are kept.
 */
final class Latencies {
  private static final int MOST = 10_000;

  private final double[] seconds = new double[MOST];
  private int count;

  /** One more. */
  synchronized void add(Duration took) {
    seconds[count % MOST] = Math.max(0, took.toNanos() / 1e9);
    count = count == Integer.MAX_VALUE ? MOST : count + 1;
  }

  /** What was seen since the last time, from the fastest to the slowest; a new window begins. */
  synchronized Window take() {
    double[] seen = Arrays.copyOf(seconds, Math.min(count, MOST));
    count = 0;
    Arrays.sort(seen);
    return new Window(seen);
  }

  /** What was seen in one window. */
  static final class Window {
    private final double[] sorted;

    private Window(double[] sorted) {
      this.sorted = sorted;
    }

    /**
     * The value below which this share of all lies (nearest rank); empty where nothing was seen.
     */
    OptionalDouble quantile(double share) {
      if (sorted.length == 0) {
        return OptionalDouble.empty();
      }
      int rank = (int) Math.ceil(share * sorted.length);
      return OptionalDouble.of(sorted[Math.clamp(rank - 1, 0, sorted.length - 1)]);
    }
  }
}
