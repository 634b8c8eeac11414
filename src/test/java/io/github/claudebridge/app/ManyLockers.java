package io.github.claudebridge.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A program of many virtual threads that each lock one byte of a file that another program has
 * locked: as while a file is put to the disk, Java would make more carriers. It tells how many of
 * them wait at once.
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
    System.out.println(WAIT.tryAcquire(2, TimeUnit.SECONDS) ? "more than 32 wait" : "32 wait");
    for (Thread each : all) {
      each.join();
    }
    System.out.println("all ended");
  }

  private static void lock(Path locked, int at) {
    try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE)) {
      WAIT.release();
      channel.lock(at, 1, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
