package io.github.claudebridge.session;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.session.TurnStore.Ending;
import org.jspecify.annotations.Nullable;

/**
 * Closes turns: first their messages come to their ends, then the turn, then that is told. A crash
 * in between leaves the turn open, and it is closed again. Touched by the session's own thread
 * alone.
 */
final class TurnClosing {
  /** Why a turn failed that went with its agent. */
  static final String LOST = "the agent ended while it worked on this";

  private final Binding binding;
  private final SessionParts parts;
  private final Turns turns;
  private final Ladder ladder;
  private final Steering steering;
  private final LimitHold limit;

  TurnClosing(
      Binding binding,
      SessionParts parts,
      Turns turns,
      Ladder ladder,
      Steering steering,
      LimitHold limit) {
    this.binding = binding;
    this.parts = parts;
    this.turns = turns;
    this.ladder = ladder;
    this.steering = steering;
    this.limit = limit;
  }

  /**
   * Closes the turn that is open, if there is one, and whatever the agent was at work on.
   *
   * @param failure the agent's words for why it failed, or null
   */
  void close(End how, @Nullable String failure) {
    String promptId = turns.open();
    String cause = turns.cause(promptId);
    boolean untouched = turns.untouched() && cause != null;
    boolean limited = // words about a turn that is over may come late, and hold up nothing any more
        promptId != null
            && how == End.FAILED
            && failure != null
            && limit.failed(failure, cause, untouched);
    if (how == End.DONE && promptId != null) {
      limit.worked();
    }
    for (Delivery d : ladder.underWay()) {
      if (d.rung() == Rung.ACCEPTED && !(how == End.DONE && steering.awaitsItsTurn(d))) {
        end(d, how, failure, limited, untouched);
      }
    }
    String told = limited ? null : failure; // a limit is told by itself
    turns.end(new Ending(how, told, true));
    if (promptId != null) {
      Failpoints.hit("turn.after-end");
      parts
          .listener()
          .accept(
              new SessionEvent.TurnEnded(
                  binding.session(), parts.clock().instant(), promptId, how, told, cause));
    }
  }

  private void end(
      Delivery d, End how, @Nullable String failure, boolean limited, boolean untouched) {
    if (limited && untouched) {
      ladder.limited(d);
    } else if (limited) { // it is continued, not repeated
      ladder.move(d, Rung.ANSWERED, "cut off by a usage limit");
    } else if (LOST.equals(failure)) {
      ladder.lost(d, LOST);
    } else if (how == End.FAILED) {
      ladder.move(d, Rung.FAILED, failure == null ? "the agent did not say why" : failure);
    } else {
      ladder.move(d, Rung.ANSWERED, how == End.INTERRUPTED ? "interrupted" : null);
      Failpoints.hit("turn.after-answered");
    }
  }
}
