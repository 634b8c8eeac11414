package io.github.claudebridge.testing.twin;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on the world's monitor, which is notified at each change. */
final class Await {
  private Await() {}

  static boolean until(Object monitor, Duration within, BooleanSupplier condition) {
    long end = System.nanoTime() + within.toNanos();
    synchronized (monitor) {
      while (!condition.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          // Sockets come and go without a notice: look again now and then.
          monitor.wait(Math.min(left, 50));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  static void demand(
      Object monitor, Duration within, BooleanSupplier condition, Supplier<String> what) {
    if (!until(monitor, within, condition)) {
      throw new AssertionError("waited " + within + " for " + what.get());
    }
  }
}
