package io.github.claudebridge.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Java collect the old part of its heap when it is a quarter more than what was alive in it,
 * once little is done. By itself the serial collector does that when the heap has its most, so a
 * bridge would grow by some MB an hour for days, though nothing leaks. A full collection takes 40
 * to 60 ms.
 */
final class OldGeneration {
  private static final Logger log = LoggerFactory.getLogger(OldGeneration.class);

  /** As the serial collector calls it; others look after it themselves. */
  private static final String NAME = "Tenured Gen";

  /** In bytes; less is not worth a collection. */
  static final long LEAST = 24L << 20;

  /** Little is done if within this time the young part was collected at most {@link #FEW} times. */
  static final Duration CALM = Duration.ofSeconds(5);

  private static final int FEW = 2;

  private final MemoryPoolMXBean pool;
  private final ScheduledExecutorService timers;
  private final Duration calm;
  private final AtomicBoolean waits = new AtomicBoolean();

  private OldGeneration(MemoryPoolMXBean pool, ScheduledExecutorService timers, Duration calm) {
    this.pool = pool;
    this.timers = timers;
    this.calm = calm;
  }

  /**
   * Looks after it for as long as the timers run. Does nothing where Java was told to use another
   * collector.
   */
  static void attend(ScheduledExecutorService timers, Duration calm) {
    pool().ifPresent(pool -> new OldGeneration(pool, timers, calm).attend());
  }

  /** The old part; empty with another collector. */
  static Optional<MemoryPoolMXBean> pool() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals(NAME))
        .findFirst();
  }

  private void attend() {
    var events = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    events.addNotificationListener((event, self) -> full(), this::isItsOwn, null);
    pool.setUsageThreshold(atMost(LEAST));
  }

  private boolean isItsOwn(Notification event) {
    return event.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED);
  }

  private void full() {
    if (waits.compareAndSet(false, true)) {
      waitForCalm();
    }
  }

  private void waitForCalm() {
    long before = collections();
    timers.schedule(() -> look(before), calm.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(long before) {
    if (collections() - before > FEW) {
      waitForCalm();
      return;
    }
    waits.set(false);
    long used = pool.getUsage().getUsed();
    if (used > pool.getUsageThreshold()) { // Java may have done it meanwhile
      System.gc();
    }
    long alive = pool.getCollectionUsage().getUsed();
    pool.setUsageThreshold(atMost(Math.max(LEAST, alive + alive / 4)));
    log.debug("the old part of the heap had {} MB, and has {}", used >> 20, alive >> 20);
  }

  private long atMost(long bytes) {
    return Math.min(bytes, pool.getUsage().getMax());
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
