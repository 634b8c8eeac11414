package io.github.claudebridge.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's threads that carry Java's virtual threads: more than the machine has cores, all of
 * them from the start, of which only as many as there are cores are at work, which is quickest. The
 * others are {@linkplain CarrierReserve a reserve} for when these stand still.
 *
 * <p>A virtual thread that has to wait for a lock while a class is loaded or initialized for it
 * keeps its carrier (<a href="https://openjdk.org/jeps/491">JEP 491</a>, future work). If all
 * carriers are kept so, and whoever has the lock is a virtual thread without one, nothing goes on
 * any more, ever: on two cores a bridge under load came to that in its first seconds, when many
 * classes are met for the first time.
 *
 * <p>A carrier that is made later may not be had: on a machine that is out of threads whoever wakes
 * a virtual thread, anywhere, would get an {@link OutOfMemoryError} for it, and what it was about
 * to do stays half done. Java ends carriers only when all have had nothing to do for 30 s.
 */
public final class Carriers {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final String MOST = "jdk.virtualThreadScheduler.maxPoolSize";
  private static final String LEAST_AT_WORK = "jdk.virtualThreadScheduler.minRunnable";
  private static final int ENOUGH = 32;
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final AtomicInteger CARRIED = new AtomicInteger();
  private static volatile int wanted;

  private Carriers() {}

  /**
   * Makes them, as many as the operator says where that is more or less than usual; to be called
   * before the first virtual thread is made.
   */
  public static void provide() {
    provide(CarrierReserve.PATIENCE, CarrierReserve.CALM);
  }

  static void provide(Duration patience, Duration calm) {
    int cores = Runtime.getRuntime().availableProcessors();
    wanted = Integer.getInteger(PARALLELISM, Math.max(ENOUGH, 2 * cores));
    System.setProperty(PARALLELISM, Integer.toString(wanted));
    // While files are read and written Java would make more carriers, and keep half of all at work.
    System.setProperty(MOST, Integer.toString(wanted));
    System.setProperty(LEAST_AT_WORK, "1");
    List<Thread> carried = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      carried.add(Thread.ofVirtual().name("carried-" + i).start(Carriers::hold));
    }
    try {
      for (Thread each : carried) {
        each.join(SOON);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (wanted > cores) {
      new CarrierReserve(cores, wanted, patience, calm).attend();
    }
  }

  private static void hold() {
    CARRIED.incrementAndGet();
    Held.touch();
  }

  /** All that touch it wait, each on a carrier of its own, until the first has initialized it. */
  private static final class Held {
    static {
      long end = System.nanoTime() + SOON.toNanos();
      while (CARRIED.get() < wanted && System.nanoTime() < end) {
        LockSupport.parkNanos(500_000);
      }
    }

    private Held() {}

    static void touch() {}
  }
}
