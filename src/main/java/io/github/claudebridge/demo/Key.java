package io.github.claudebridge.demo;

/** One thing that came in from the keyboard. */
sealed interface Key {
  /** Characters as typed; a line feed among them is a new line, not the Enter. */
  record Text(String text) implements Key {}

  /** A bracketed paste. */
  record Paste(String text) implements Key {}

  /** A key without a character. */
  enum Press implements Key {
    ENTER,
    ESCAPE,
    UP,
    DOWN,
    BACKSPACE,
    CTRL_C,
    CTRL_S,
    CTRL_U,
    /** The terminal is gone. */
    HANG_UP,
    OTHER
  }
}
