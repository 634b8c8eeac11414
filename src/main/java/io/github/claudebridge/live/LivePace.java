package io.github.claudebridge.live;

import java.time.Duration;
import java.time.Instant;

/**
 * Shares what Discord allows in all (50 requests a second) between the live posts of all sessions,
 * so that most of it is left to answers. Whoever asks gets a slot, one after the other.
 */
final class LivePace {
  /** Between two that are made or edited: 12 a second over all channels. */
  private static final Duration SHOWN = Duration.ofMillis(83);

  /** Between two that are taken away: 8 a second over all channels. */
  private static final Duration TAKEN = Duration.ofMillis(125);

  private Instant nextShown = Instant.MIN;
  private Instant nextTaken = Instant.MIN;

  /** The slot for making or editing one. */
  synchronized Instant show(Instant now) {
    Instant slot = nextShown.isAfter(now) ? nextShown : now;
    nextShown = slot.plus(SHOWN);
    return slot;
  }

  /** The slot for taking one away. */
  synchronized Instant take(Instant now) {
    Instant slot = nextTaken.isAfter(now) ? nextTaken : now;
    nextTaken = slot.plus(TAKEN);
    return slot;
  }
}
