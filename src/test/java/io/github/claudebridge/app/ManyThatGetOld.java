package io.github.claudebridge.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;

/**
 * A program in which much gets old and is let go of then. It is busy until the old part of the heap
 * has 60 MB and for some time more, waits, and does both again; it tells how often the whole heap
 * was collected by then.
 */
public final class ManyThatGetOld {
  private static final int ALIVE = 16 << 10;
  private static final long MUCH = 60L << 20;
  private static final Duration CALM = Duration.ofMillis(500);
  private static final Semaphore COLLECTED = new Semaphore(0);
  private static final byte[][] KEPT = new byte[ALIVE][];
  private static volatile byte[] newest = {};

  private ManyThatGetOld() {}

  public static void main(String[] args) throws Exception {
    MemoryPoolMXBean old = OldGeneration.pool().orElseThrow();
    GarbageCollectorMXBean whole =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(each -> each.getName().equals("MarkSweepCompact"))
            .findFirst()
            .orElseThrow();
    ((NotificationEmitter) whole)
        .addNotificationListener((event, self) -> COLLECTED.release(), null, null);
    try (ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor()) {
      OldGeneration.attend(timers, CALM);
      for (int part = 0; part < 2; part++) {
        work(old);
        System.out.println("busy: " + whole.getCollectionCount());
        COLLECTED.tryAcquire(20, TimeUnit.SECONDS);
        System.out.println("calm: " + whole.getCollectionCount());
        System.out.println("less than 32 MB: " + (old.getUsage().getUsed() < 32L << 20));
      }
    }
  }

  /** The young part is collected often, all the time, though in the end nothing gets old. */
  private static void work(MemoryPoolMXBean old) {
    for (int i = 0; i % 1000 > 0 || old.getUsage().getUsed() < MUCH; i++) {
      newest = new byte[64 << 10];
      KEPT[i % ALIVE] = new byte[1 << 10];
    }
    long end = System.nanoTime() + CALM.multipliedBy(3).toNanos();
    while (System.nanoTime() < end) {
      newest = new byte[64 << 10];
    }
  }
}
