package io.github.claudebridge.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts how often the machine stood still, seen by a thread that wants to run all the time. */
final class Stalls implements AutoCloseable {
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(150);

  private final AtomicInteger stalls = new AtomicInteger();
  private final Thread thread = Thread.ofPlatform().daemon().name("stalls").start(this::watch);

  int count() {
    return stalls.get();
  }

  private void watch() {
    long last = System.nanoTime();
    while (!Thread.interrupted()) {
      LockSupport.parkNanos(NAP);
      long now = System.nanoTime();
      if (now - last > STALL) {
        stalls.incrementAndGet();
      }
      last = now;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
