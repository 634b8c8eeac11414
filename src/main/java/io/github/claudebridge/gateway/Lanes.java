package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work done in order within a channel and side by side between channels. A lane has a virtual
 * thread only while it has work. Nothing here blocks the caller.
 */
final class Lanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How much may wait in a lane, and in all of them while this one has its share. */
  private static final int MOST = 500;

  private static final int MOST_IN_ALL = 2_000;
  private static final int SHARE = 20;

  /** Work that may be ended by closing the lanes. */
  interface Work {
    void run() throws InterruptedException;
  }

  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger inAll = new AtomicInteger();

  /** Adds work at the end of a channel's lane; dropped once the lanes are closed. */
  void submit(String channel, Work work) {
    add(channel, work, false);
  }

  /**
   * Adds work at the end of a channel's lane, unless too much waits there.
   *
   * @return false if it was not added
   */
  boolean offer(String channel, Work work) {
    return add(channel, work, true);
  }

  private boolean add(String channel, Work work, boolean bounded) {
    if (closed.getCount() == 0) {
      return true;
    }
    boolean[] added = {true};
    lanes.compute(
        channel,
        (name, lane) -> {
          Lane busy = lane == null ? new Lane(name) : lane;
          added[0] = !bounded || busy.hasRoom();
          if (added[0]) {
            busy.waiting.add(work);
            inAll.incrementAndGet();
            busy.start();
          }
          return busy;
        });
    return added[0];
  }

  /** How much waits in all lanes. */
  int waiting() {
    return inAll.get();
  }

  /** Waits, as work in a lane may; throws at once when the lanes are closed. */
  void pause(Duration time) throws InterruptedException {
    if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("the gateway stops");
    }
  }

  /** Ends after the work at hand, which gets five seconds; the rest is not done. */
  @Override
  public void close() {
    closed.countDown();
    long deadline = System.nanoTime() + GRACE.toNanos();
    for (Lane lane : lanes.values()) {
      lane.end(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
  }

  private final class Lane {
    private final String channel;
    private final Queue<Work> waiting = new ArrayDeque<>();
    private volatile @Nullable Thread thread;

    Lane(String channel) {
      this.channel = channel;
    }

    // Only within compute() of this lane's key, as all of the queue.
    void start() {
      if (thread == null) {
        thread = Thread.ofVirtual().name("channel-" + channel).start(this::serve);
      }
    }

    boolean hasRoom() {
      return waiting.size() < SHARE || (waiting.size() < MOST && inAll.get() < MOST_IN_ALL);
    }

    void end(Duration within) {
      Thread running = thread;
      try {
        if (running != null && !running.join(within)) {
          running.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void serve() {
      for (Work work = next(); work != null; work = next()) {
        try {
          work.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          log.debug("channel {} ended with work undone", channel, e);
          return;
        } catch (RuntimeException e) {
          log.error("an event of channel {} could not be handled and is left out", channel, e);
        }
      }
    }

    private @Nullable Work next() {
      if (closed.getCount() == 0) {
        return null;
      }
      Work[] next = new Work[1];
      lanes.computeIfPresent(
          channel,
          (name, lane) -> {
            next[0] = waiting.poll();
            return next[0] == null ? null : lane;
          });
      if (next[0] != null) {
        inAll.decrementAndGet();
      }
      return next[0];
    }
  }
}
