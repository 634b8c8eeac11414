package io.github.claudebridge.cli;

/**
 * One line at the end of a terminal that says what goes on, and gives way to whatever is printed
 * next. Where the output is no terminal there is none. Not thread-safe.
 */
final class StatusLine {
  private static final String ERASE_LINE_ABOVE = "\u001b[1A\r\u001b[2K";

  private final Terminal terminal;
  private boolean shown;

  StatusLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Shows another text in place of the one before; an empty one takes the line away. */
  void show(String text) {
    if (!terminal.colours() || !terminal.asks()) {
      return;
    }
    erase();
    if (!text.isEmpty()) {
      terminal.out().println(terminal.dim("⚙ " + text));
      shown = true;
    }
  }

  /** Prints something that stays. */
  void print(String text) {
    erase();
    terminal.out().println(text);
  }

  private void erase() {
    if (shown) {
      terminal.out().print(ERASE_LINE_ABOVE);
      shown = false;
    }
  }
}
