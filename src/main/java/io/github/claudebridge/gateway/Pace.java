package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import net.dv8tion.jda.api.requests.RestAction;

/**
 * How fast calls of one kind go to Discord, over all channels. JDA knows the limit of each route
 * only, and learns of Discord's fifty calls a second for a bot by being refused. So each kind has
 * its share: posts most of it, and the marks of a flood cannot hold them up. {@link RestPace}
 * watches over all of them together.
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
  private final Semaphore underWay;

  Pace(int perSecond, int burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.line = line();
    this.underWay = new Semaphore(Math.max(2, perSecond / 2), true);
  }

  /** A line of its own that moves at this pace. */
  final Line line() {
    return new Line(TimeUnit.SECONDS.toNanos(1) / perSecond, burst);
  }

  /** The most calls of this kind in any one second. */
  int most() {
    return perSecond + burst;
  }

  /**
   * Makes a call once it is its turn, and waits for its answer. Few are under way at a time: those
   * that wait in JDA while Discord refuses everything are all let go together after that.
   */
  <T> T call(Supplier<? extends RestAction<T>> call, Duration within)
      throws Trouble, InterruptedException {
    underWay.acquire();
    try {
      line.pass();
      return Trouble.waitFor(call, within);
    } finally {
      underWay.release();
    }
  }

  /**
   * Those who wait for their turn. The next one is let go after the one before really went: on a
   * machine that stood still for a second, nobody makes up for that.
   */
  static final class Line {
    private final long gap;
    private final int burst;
    private final ReentrantLock first = new ReentrantLock(true);
    private double saved;
    private long last = System.nanoTime();

    Line(long gap, int burst) {
      this.gap = gap;
      this.burst = burst;
      this.saved = burst;
    }

    void pass() throws InterruptedException {
      first.lockInterruptibly();
      try {
        for (long left = turn(System.nanoTime()); left > 0; left = turn(System.nanoTime())) {
          LockSupport.parkNanos(left);
          if (Thread.interrupted()) {
            throw new InterruptedException("the gateway stops");
          }
        }
      } finally {
        first.unlock();
      }
    }

    /** Takes a turn if there is one at this time; else how long to wait for it, in nanoseconds. */
    long turn(long now) {
      saved = Math.min(burst, saved + Math.max(0, now - last) / (double) gap);
      last = Math.max(last, now);
      if (saved >= 1) {
        saved--;
        return 0;
      }
      return Math.max(1, (long) Math.ceil((1 - saved) * gap));
    }
  }
}
