package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves a session's messages along the delivery ladder: each move is stored first, and told then.
 * Touched by the session's own thread alone.
 */
final class Ladder {
  private final int session;
  private final SessionParts parts;
  private final Deque<SessionEvent> untold = new ArrayDeque<>();
  private boolean busy;

  Ladder(int session, SessionParts parts) {
    this.session = session;
    this.parts = parts;
  }

  /** Moves a message to a rung, with the reason where it failed or is undecided. */
  void move(Delivery d, Rung rung, @Nullable String reason) {
    parts.messages().steps().move(d, rung, reason);
    tell(d, rung, reason);
  }

  /** Takes the proof that the agent has a message, under the agent's own id of the prompt. */
  void accept(Delivery d, String promptId) {
    parts.messages().steps().accept(d, promptId);
    tell(d, Rung.ACCEPTED, null);
  }

  /** Gives a message back to the queue that a usage limit met before anything came of it. */
  void limited(Delivery d) {
    parts.messages().steps().limited(d);
    tell(d, Rung.QUEUED, null);
  }

  /** Leaves a message to people whose agent ended while it worked on it. */
  void lost(Delivery d, String reason) {
    parts.messages().steps().lost(d, reason);
    tell(d, Rung.UNDECIDED, reason);
  }

  /** Tells of a rung that is stored. */
  void tell(Delivery d, Rung rung, @Nullable String reason) {
    untold.add(
        new SessionEvent.Delivered(session, parts.clock().instant(), d.message(), rung, reason));
    if (!busy) {
      tellNow();
    }
  }

  /** Does some work whose keys are not to wait for everybody who hears of the steps. */
  void tellAfter(Runnable work) {
    busy = true;
    try {
      work.run();
    } finally {
      busy = false;
      tellNow();
    }
  }

  /** Tells of everything that was not told so far. */
  void tellNow() {
    for (SessionEvent next = untold.poll(); next != null; next = untold.poll()) {
      parts.listener().accept(next);
    }
  }

  /** The messages that the agent has or may have, in order. */
  List<Delivery> underWay() {
    return parts.messages().underWay(session);
  }

  /** Whether something was typed, or is being worked on, that came to no end so far. */
  boolean workIsOpen() {
    return underWay().stream()
        .anyMatch(d -> d.rung() != Rung.RECEIVED && d.rung() != Rung.QUEUED);
  }
}
