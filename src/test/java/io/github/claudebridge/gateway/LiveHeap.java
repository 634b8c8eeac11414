package io.github.claudebridge.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks every five seconds at what is alive on the heap, from when it is made. */
final class LiveHeap implements AutoCloseable {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

  private final long before = FloodRig.heap();
  private volatile long most = before;
  private final Thread thread = Thread.ofPlatform().daemon().name("live-heap").start(this::watch);

  /** How much more was alive than at first, in bytes, when it was most. */
  long growth() {
    return most - before;
  }

  private void watch() {
    while (!Thread.interrupted()) {
      LockSupport.parkNanos(EVERY);
      most = Math.max(most, FloodRig.heap());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
