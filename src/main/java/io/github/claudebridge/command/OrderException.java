package io.github.claudebridge.command;

/** An order that cannot be carried out; nothing of it was done. */
public final class OrderException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why an order is refused. */
  public enum Kind {
    /** What it names does not exist. */
    UNKNOWN,
    /** It is not well-formed or not allowed. */
    BAD,
    /** It was well-formed, and failed. */
    FAILED
  }

  private final Kind kind;
  private final String mend;

  /**
   * A refusal.
   *
   * @param what the input and what is wrong with it
   * @param mend what to do instead
   */
  public OrderException(Kind kind, String what, String mend) {
    super(what);
    this.kind = kind;
    this.mend = mend;
  }

  /** Why it is refused. */
  public Kind kind() {
    return kind;
  }

  /** What to do instead. */
  public String mend() {
    return mend;
  }
}
