package io.github.claudebridge.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the posts of each channel within Discord's five in five seconds, before JDA has to: posts
 * that wait in there are let go together when many channels' windows end, and run into the limit
 * for a bot.
 */
final class PostWindows {
  private static final int MOST = 5;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(5);

  private final Cache<String, Deque<Long>> sent =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterAccess(Duration.ofMinutes(1)).build();

  /** Waits until a channel takes another post. One caller at a time for each channel. */
  void await(String channel) throws InterruptedException {
    Deque<Long> last = sent.get(channel, c -> new ArrayDeque<>());
    if (last.size() < MOST) {
      return;
    }
    long at = last.removeFirst() + WINDOW;
    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("the gateway stops");
      }
    }
  }

  /** A post to a channel was answered. */
  void sent(String channel) {
    sent.get(channel, c -> new ArrayDeque<>()).addLast(System.nanoTime());
  }
}
