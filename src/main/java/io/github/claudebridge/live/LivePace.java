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
 * one turn after the other, those first that take something away. Live posts have what answers
 * leave of a share that both have together, so they make room while many answers go out; the rest
 * is for marks, edits and reading. Thread-safe; whoever has its turn is called without a lock.
 */
final class LivePace {
  /** Between two turns, so that they do not come in heaps. */
  static final Duration SPACING = Duration.ofMillis(50);

  private static final Duration SECOND = Duration.ofSeconds(1);

  /**
   * So many turns and posts in a second over all channels, and the next turn waits. The chat lets
   * 20 through, so that an answer finds room at once.
   */
  static final int SHARE = 14;

  private final ScheduledExecutorService timers;
  private final InstantSource clock;
  private final Queue<BooleanSupplier> urgent = new ArrayDeque<>();
  private final Queue<BooleanSupplier> rest = new ArrayDeque<>();
  private final Deque<Instant> newest = new ArrayDeque<>();
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

  /** A post went out that is not live. */
  synchronized void post() {
    count();
  }

  private void count() {
    newest.add(clock.instant());
    if (newest.size() > SHARE) {
      newest.remove();
    }
  }

  private void plan() {
    if (planned || (urgent.isEmpty() && rest.isEmpty())) {
      return;
    }
    planned = true;
    Instant now = clock.instant();
    Instant due = due();
    long millis = due.isAfter(now) ? Duration.between(now, due).toMillis() + 1 : 0;
    timers.schedule(this::serve, millis, TimeUnit.MILLISECONDS);
  }

  private Instant due() {
    Instant room = newest.size() < SHARE ? Instant.MIN : newest.getFirst().plus(SECOND);
    return room.isAfter(next) ? room : next;
  }

  /** Plans the turn anew if posts took its place meanwhile. */
  private synchronized boolean mayServe() {
    if (due().isAfter(clock.instant())) {
      planned = false;
      plan();
      return false;
    }
    return true;
  }

  private synchronized @Nullable BooleanSupplier poll() {
    BooleanSupplier turn = urgent.poll();
    return turn == null ? rest.poll() : turn;
  }

  private void serve() {
    if (!mayServe()) {
      return;
    }
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
      count();
    }
    plan();
  }
}
