package io.github.claudebridge.recovery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long is waited before an agent is started again: 1, 2, 4 seconds and so on up to a minute, of
 * which each time a random part of up to four fifths is left out: sessions that went together do
 * not come back together, and who talks to one that went alone hardly waits.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final double MOST_LEFT_OUT = 0.8;

  private final DoubleSupplier random;

  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The pause before a restart, after so many others. */
  Duration after(int restarts) {
    long full = full(restarts).toMillis();
    return Duration.ofMillis(full - (long) (full * MOST_LEFT_OUT * random.getAsDouble()));
  }

  /** The same without chance. */
  static Duration full(int restarts) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(restarts, 10));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
