package io.github.claudebridge.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast calls of one kind go to Discord, over all channels. JDA knows the limit of each route
 * only, and learns of Discord's fifty calls a second for a bot by being refused. So each kind has
 * its share: posts most of it, and the marks of a flood cannot hold them up.
 */
enum Pace {
  POSTS(20, 4),
  HISTORY(8, 1),
  MARKS(6, 1),
  EDITS(5, 1),
  TYPING(3, 1);

  private final int perSecond;
  private final int burst;
  private final Line line;

  Pace(int perSecond, int burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.line = line();
  }

  /** A line of its own that moves at this pace. */
  final Line line() {
    return new Line(TimeUnit.SECONDS.toNanos(1) / perSecond, burst);
  }

  /** The most calls of this kind in any one second. */
  int most() {
    return perSecond + burst;
  }

  /** Waits until it is the caller's turn. */
  void await() throws InterruptedException {
    long at = line.reserve(System.nanoTime());
    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("the gateway stops");
      }
    }
  }

  /** Those who wait for their turn. */
  static final class Line {
    private final long gap;
    private final long saved;
    private long next = System.nanoTime();

    private Line(long gap, int burst) {
      this.gap = gap;
      this.saved = gap * (burst - 1);
    }

    /** Takes the next turn, for a caller who comes at this time; the time of the turn. */
    synchronized long reserve(long now) {
      long at = Math.max(next, now - saved);
      next = at + gap;
      return at;
    }
  }
}
