package io.github.claudebridge.recovery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long is waited before an agent is started again: 1, 2, 4 seconds and so on up to a minute, of
 * which each time a random part of up to a half is left out, so that sessions that went together do
 * not come back together.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private final DoubleSupplier random;

  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The pause before a restart, after so many others. */
  Duration after(int restarts) {
    long full = full(restarts).toMillis();
    return Duration.ofMillis(full - (long) (full / 2.0 * random.getAsDouble()));
  }

  /** The same without chance. */
  static Duration full(int restarts) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(restarts, 10));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
