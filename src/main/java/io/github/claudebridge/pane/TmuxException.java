package io.github.claudebridge.pane;

import org.jspecify.annotations.Nullable;

/** A call to tmux that did not succeed, and what is known of its effect. */
public final class TmuxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why a call failed. */
  public enum Reason {
    /** The pane is gone; nothing was done. */
    PANE_GONE(false),
    /** tmux said no, as for a session name in use; nothing was done. */
    REFUSED(false),
    /** There was no connection to a server to send the call on; nothing was done. */
    NOT_CONNECTED(false),
    /** The connection broke between call and answer: it may or may not have been done. */
    CONNECTION_LOST(true),
    /** No answer within the deadline: it may still be done. */
    NO_ANSWER(true);

    private final boolean effectUnknown;

    Reason(boolean effectUnknown) {
      this.effectUnknown = effectUnknown;
    }
  }

  private final Reason reason;

  TmuxException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  TmuxException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the call failed. */
  public Reason reason() {
    return reason;
  }

  /** Whether what was asked may have happened (or may still happen) all the same. */
  public boolean effectUnknown() {
    return reason.effectUnknown;
  }
}
