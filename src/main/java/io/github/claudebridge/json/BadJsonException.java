package io.github.claudebridge.json;

/**
 * JSON that is broken, too big, or not of the expected shape.
 *
 * <p>Checked, because nearly all JSON here comes from outside and may be hostile. The message says
 * what is wrong and where, never the content itself: it may hold secrets.
 */
public final class BadJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public BadJsonException(String message) {
    super(message);
  }
}
