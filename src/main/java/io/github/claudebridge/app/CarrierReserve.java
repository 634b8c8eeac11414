package io.github.claudebridge.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.LoggerFactory;

/**
 * Has a few carriers of virtual threads at work, and all of them for a while when these have stood
 * still: every second a virtual thread is to give a sign. More at work than there are cores make
 * every waking dearer, which shows in a storm of hooks.
 */
final class CarrierReserve {
  /** How long a virtual thread may wait for a carrier before the reserve is called. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long the reserve stays at work after that. */
  static final Duration CALM = Duration.ofMinutes(1);

  private final int few;
  private final int all;
  private final Duration patience;
  private final Duration calm;
  private long stoodStillAt;

  /**
   * A reserve that nobody attends to yet.
   *
   * @param few how many are at work usually
   * @param all how many there are
   */
  CarrierReserve(int few, int all, Duration patience, Duration calm) {
    this.few = few;
    this.all = all;
    this.patience = patience;
    this.calm = calm;
  }

  /** Sends the reserve away, and calls it when it is wanted, for as long as Java runs. */
  void attend() {
    var own =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("carrier-reserve").factory());
    own.execute(() -> scheduler().setParallelism(few));
    long every = patience.toMillis();
    own.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  private static VirtualThreadSchedulerMXBean scheduler() {
    return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  }

  private void look() {
    try {
      VirtualThreadSchedulerMXBean scheduler = scheduler();
      if (stoodStill(scheduler)) {
        stoodStillAt = System.nanoTime();
      } else if (scheduler.getParallelism() != few
          && System.nanoTime() - stoodStillAt > calm.toNanos()) {
        scheduler.setParallelism(few);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a virtual thread is carried, and calls the reserve when that takes too long. */
  private boolean stoodStill(VirtualThreadSchedulerMXBean scheduler) throws InterruptedException {
    long from = System.nanoTime();
    CountDownLatch sign = new CountDownLatch(1);
    wake(sign);
    if (sign.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    scheduler.setParallelism(all);
    // Each wakes one carrier, which one that is kept would not do for those that wait behind it.
    for (int i = 0; i < all; i++) {
      wake(sign);
    }
    while (!sign.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      wake(sign);
    }
    LoggerFactory.getLogger(CarrierReserve.class)
        .warn(
            "virtual threads stood still for {} ms, and go on with {} carriers",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from),
            all);
    return true;
  }

  private static void wake(CountDownLatch sign) {
    try {
      Thread.ofVirtual().name("sign").start(sign::countDown);
    } catch (OutOfMemoryError e) {
      // No thread to be had for a carrier: those that are there go on, and the next sign tries.
    }
  }
}
