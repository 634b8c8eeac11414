package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.SessionEvent.End;
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
    return stopSeen || interruptSeen || how != End.INTERRUPTED;
  }

  /** Whether the agent came to the end of the turn. */
  boolean stopSeen() {
    return stopSeen;
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
  }

  /** The agent said that it failed, which its report may have told before. */
  void failed(String words) {
    how = End.FAILED;
    if (failure == null || !failure.endsWith(words)) {
      failure = words;
    }
  }

  /** Somebody stopped the turn. */
  void interrupted() {
    how = End.INTERRUPTED;
    interruptSeen = true;
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
    }
  }

  /** An agent is taken over: the turn that may have been open is taken to have ended well. */
  void adopt() {
    how = End.DONE;
  }

  /** Nothing is known of the next turn. */
  void forget() {
    stopSeen = false;
    interruptSeen = false;
    how = End.INTERRUPTED;
    failure = null;
  }
}
