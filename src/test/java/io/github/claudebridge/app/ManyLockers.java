package io.github.claudebridge.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * A program of many virtual threads that each lock one byte of a file that another program has
 * locked: as while a file is put to the disk, Java would make more carriers. It tells how many
 * carriers there are then.
 */
public final class ManyLockers {
  public static final int THREADS = 100;
  private static final Semaphore WAIT = new Semaphore(0);

  private ManyLockers() {}

  public static void main(String[] args) throws Exception {
    Carriers.provide();
    Path locked = Path.of(args[0]);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int at = i;
      all.add(Thread.ofVirtual().start(() -> lock(locked, at)));
    }
    WAIT.acquire(32);
    System.out.println(mostWithin(Duration.ofSeconds(2)) + " carriers");
    for (Thread each : all) {
      each.join();
    }
    System.out.println("all ended");
  }

  private static int mostWithin(Duration time) {
    var carriers = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    long end = System.nanoTime() + time.toNanos();
    while (carriers.getPoolSize() <= 32 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return carriers.getPoolSize();
  }

  private static void lock(Path locked, int at) {
    try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE)) {
      // Not who waits is counted: a thread waits for Java's list of locks, too, without a carrier.
      WAIT.release();
      channel.lock(at, 1, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
