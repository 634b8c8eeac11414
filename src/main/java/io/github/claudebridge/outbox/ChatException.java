package io.github.claudebridge.outbox;

/** A post that does not stand in its channel, with what may be done about it. */
public final class ChatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private ChatException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** A trouble that goes by: the post stays first in its channel and is tried again. */
  public static ChatException passing(String message, Throwable cause) {
    return new ChatException(message, true, cause);
  }

  /** A trouble that stays: the post is marked as failed, with this reason. */
  public static ChatException lasting(String message, Throwable cause) {
    return new ChatException(message, false, cause);
  }

  /** Whether trying again can help. */
  public boolean passing() {
    return passing;
  }
}
