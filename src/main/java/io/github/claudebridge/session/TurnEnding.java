package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.session.TurnStore.Ending;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how the turn that is open will end. Hooks and the record both tell of a stop, in
 * any order, and the later of them may come when other turns have begun. Touched by the session's
 * own thread alone.
 */
final class TurnEnding {
  private final Turns turns;
  private End how = End.INTERRUPTED;
  private boolean stopSeen;
  private boolean interruptSeen;
  private @Nullable String failure;
  private @Nullable String stopped;
  private boolean unclaimed;
  private @Nullable Ending noted;
  private End stoppedHow = End.DONE;
  private @Nullable String stoppedFailure;

  TurnEnding(Turns turns) {
    this.turns = turns;
  }

  /** How the turn ends as far as is known; one that comes to no end was interrupted. */
  End how() {
    return how;
  }

  /** Whether the agent came to the end of the turn, or gave it up. */
  boolean known() {
    return over() || how != End.INTERRUPTED;
  }

  /** Whether somebody stopped the turn: the agent does nothing more for it. */
  boolean interruptSeen() {
    return interruptSeen;
  }

  /** Whether the agent came to the end of the turn, or somebody stopped it there. */
  boolean over() {
    return stopSeen || interruptSeen;
  }

  /** Why the turn failed, or null. */
  @Nullable String failure() {
    return failure;
  }

  /**
   * The agent came to the end of a turn.
   *
   * @return false if that was told before, of a turn that is over, and says nothing of this one
   */
  boolean stopped(AgentEvent.Stopped e) {
    if (toldAgain(e)) {
      return false;
    }
    String id = e.promptId() == null ? turns.open() : e.promptId(); // null: read from the middle on
    boolean ofThisTurn = id != null && id.equals(turns.open());
    if (!ofThisTurn && !Objects.equals(id, stopped) && (stopSeen || turns.open() == null)) {
      unclaimed = true; // of a turn whose prompt waited in the agent's own queue
    }
    stopped = id;
    how = End.DONE;
    stopSeen = true;
    stoppedHow = End.DONE;
    stoppedFailure = null;
    note();
    return true;
  }

  /**
   * A turn that was typed into the one before may stop under that one's id, but with its own words.
   */
  private boolean toldAgain(AgentEvent.Stopped e) {
    String id = e.promptId();
    if (id == null || id.equals(turns.open())) {
      return false;
    }
    boolean nothingNew = e.lastMessage() == null || turns.wasSaidBefore(e.lastMessage());
    return nothingNew && (id.equals(stopped) ? turns.open() != null : turns.hasEnded(id));
  }

  /** The agent gave a turn up. */
  void stopFailed(AgentEvent.StopFailed e) {
    stopped = e.promptId();
    how = End.FAILED;
    failure = e.text() == null ? e.error() : e.error() + ": " + e.text();
    stoppedHow = End.FAILED;
    stoppedFailure = failure;
    note();
  }

  /** The agent said that it failed, which its report may have told before. */
  void failed(String words) {
    how = End.FAILED;
    if (failure == null || !failure.endsWith(words)) {
      failure = words;
    }
    note();
  }

  /** Somebody stopped the turn. */
  void interrupted() {
    how = End.INTERRUPTED;
    interruptSeen = true;
    note();
  }

  /** The agent is gone, and what it worked on with it. */
  void lost(String why) {
    how = End.FAILED;
    failure = why;
  }

  /** The turn of a prompt begins, whose end may have been told before its beginning. */
  void begin(String promptId) {
    boolean before = unclaimed || promptId.equals(stopped);
    unclaimed = false;
    forget();
    if (before) {
      how = stoppedHow;
      failure = stoppedFailure;
      stopSeen = stoppedHow == End.DONE;
      note();
    }
  }

  /** The agent goes on with the turn that is open, which it had come to an end of. */
  void goesOn() {
    forget();
    turns.goesOn();
    stopped = null;
    unclaimed = false;
  }

  /**
   * Goes on with the turn that an earlier run of the bridge left open.
   *
   * @param alive whether its agent lives: then it ended well if nothing else is known
   */
  void resume(boolean alive) {
    forget();
    Ending known = turns.willEnd().orElse(null);
    if (known != null) {
      how = known.how();
      failure = known.failure();
      stopSeen = how == End.DONE;
      interruptSeen = how == End.INTERRUPTED && known.sure();
      noted = known;
    } else if (alive) {
      how = End.DONE;
    }
  }

  /** The agent is idle without a word of the turn's end: that comes late, or never. */
  void seenIdle() {
    noted = new Ending(End.INTERRUPTED, null, false);
    turns.willEnd(noted);
    Failpoints.hit("turn.after-idle");
  }

  /** Stores what is known, once. */
  private void note() {
    Ending known = new Ending(how, how == End.FAILED ? failure : null, true);
    if (!known.equals(noted)) {
      turns.willEnd(known);
      noted = known;
    }
    Failpoints.hit("turn.after-known");
  }

  /** Nothing is known of the next turn. */
  void forget() {
    stopSeen = false;
    interruptSeen = false;
    how = End.INTERRUPTED;
    failure = null;
    noted = null;
  }
}
