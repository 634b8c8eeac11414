package io.github.claudebridge.engine.tmux;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a program to redraw its screen. A terminal tells nothing when it has: its picture is
 * all there is to go by, so it is looked at every few milliseconds, for a short while only.
 */
final class Redraw {
  private static final Duration STEP = Duration.ofMillis(15);

  private Redraw() {}

  /** Whether the picture came to show what is wanted within the time. */
  static boolean within(Duration time, BooleanSupplier shown) {
    long end = System.nanoTime() + time.toNanos();
    while (!shown.getAsBoolean()) {
      if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    return true;
  }
}
