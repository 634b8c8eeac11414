package io.github.claudebridge.recovery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long is waited before an agent is started again: 1, 2, 4 seconds and so on up to a minute, of
 * which each time a random part of up to a half is left out, so that sessions that went together do
 * not come back together.
 *
 * <p>An agent that went alone, and was up for long enough before, waits a quarter of a second the
 * first time: whoever talks to it should hardly notice, and a loop it is only with the next one.
 */
final class Backoff {
  private static final Duration ALONE = Duration.ofMillis(250);
  private static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private final DoubleSupplier random;

  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The pause before a restart for this reason, after so many others. */
  Duration after(Symptom symptom, int restarts) {
    Duration pause = restarts == 0 && alone(symptom) ? ALONE : full(restarts);
    long full = pause.toMillis();
    return Duration.ofMillis(full - (long) (full / 2.0 * random.getAsDouble()));
  }

  /** Whether this befell one agent; the rest befalls many at once, or the start itself is the trouble. */
  private static boolean alone(Symptom symptom) {
    return symptom instanceof Symptom.Exited
        || symptom instanceof Symptom.Killed
        || symptom instanceof Symptom.PaneGone;
  }

  /** A pause that is not an agent's first, without chance. */
  static Duration full(int restarts) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(restarts, 10));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
