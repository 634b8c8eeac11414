package io.github.claudebridge.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares what Discord allows in all (50 requests a second) between the live posts of all sessions:
 * one turn after the other, those first that take something away, and none while many answers go
 * out. Most of what is allowed is left to answers. Thread-safe; whoever has its turn is called
 * without a lock.
 */
final class LivePace {
  /** Between two turns: 10 a second over all channels. */
  static final Duration SPACING = Duration.ofMillis(100);

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** So many posts in a second, and live posts wait until there are fewer. */
  private static final int MOST_POSTS = 20;

  private final ScheduledExecutorService timers;
  private final InstantSource clock;
  private final Queue<BooleanSupplier> urgent = new ArrayDeque<>();
  private final Queue<BooleanSupplier> rest = new ArrayDeque<>();
  private final Deque<Instant> posts = new ArrayDeque<>();
  private Instant next = Instant.MIN;
  private boolean planned;

  LivePace(ScheduledExecutorService timers, InstantSource clock) {
    this.timers = timers;
    this.clock = clock;
  }

  /**
   * Asks for a turn.
   *
   * @param turn what is done then; false if nothing was to be done any more, and the turn is the
   *     next one's
   */
  synchronized void ask(BooleanSupplier turn, boolean first) {
    (first ? urgent : rest).add(turn);
    plan();
  }

  /** A post is about to go out that is not live. */
  synchronized void post() {
    posts.add(clock.instant());
    if (posts.size() > MOST_POSTS) {
      posts.remove();
    }
  }

  private void plan() {
    if (planned || (urgent.isEmpty() && rest.isEmpty())) {
      return;
    }
    planned = true;
    Instant now = clock.instant();
    Instant due = next;
    if (posts.size() == MOST_POSTS && posts.getFirst().plus(SECOND).isAfter(due)) {
      due = posts.getFirst().plus(SECOND);
    }
    long millis = due.isAfter(now) ? Duration.between(now, due).toMillis() + 1 : 0;
    timers.schedule(this::serve, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized @Nullable BooleanSupplier poll() {
    BooleanSupplier turn = urgent.poll();
    return turn == null ? rest.poll() : turn;
  }

  private void serve() {
    boolean taken = false;
    try {
      for (BooleanSupplier turn = poll(); turn != null && !taken; ) {
        taken = turn.getAsBoolean();
        turn = taken ? null : poll();
      }
    } finally { // one that fails must not end all others' turns
      served(taken);
    }
  }

  private synchronized void served(boolean taken) {
    planned = false;
    if (taken) {
      next = clock.instant().plus(SPACING);
    }
    plan();
  }
}
