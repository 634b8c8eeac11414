package io.github.claudebridge.model;

/** How far a message got on the delivery ladder. */
public enum Rung {
  /** Stored; its attachments may still be on their way. */
  RECEIVED,
  /** Complete, and waiting for its turn in the session's queue. */
  QUEUED,
  /** The intent to type it is stored: from here on a crash leaves it to be proven. */
  TYPING,
  /** Its last key is in the pane. */
  TYPED,
  /** The agent's own hook or transcript showed it. */
  ACCEPTED,
  /** The turn that it caused has ended. */
  ANSWERED,
  /** It will not be delivered; the reason stands beside it. */
  FAILED,
  /** A crash left it unknowable whether it was typed; a person decides. */
  UNDECIDED;

  /** Whether nothing more happens to a message on this rung by itself. */
  public boolean settled() {
    return this == ANSWERED || this == FAILED || this == UNDECIDED;
  }

  /** The word for it in chat, CLI, JSON and the store. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
