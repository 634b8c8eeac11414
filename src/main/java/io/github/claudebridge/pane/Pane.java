package io.github.claudebridge.pane;

/**
 * A terminal in which one agent runs.
 *
 * <p>Every method that acts blocks until the terminal has answered. A {@link TmuxException} tells
 * whether what was asked may have happened all the same. One writer per pane: the methods are safe
 * to call from many threads, but keys of several callers would mix in the order of their calls.
 */
public interface Pane {

  /** The pane's id. */
  PaneId id();

  /** The name of the session the pane was started in. */
  String session();

  /** The process id of the pane's program. */
  long pid();

  /**
   * Puts a text into the program's input in one piece, bracketed if the program asked for that.
   *
   * <p>Line feeds stay line feeds, so nothing is submitted. Leaves copy mode first: tmux 3.3a would
   * paste from within it too, but without the bracket.
   *
   * @throws IllegalArgumentException when the text holds a control character other than line feed
   *     and tab, which could end the bracket or press a key
   */
  void paste(String text);

  /**
   * The same, and presses a key after it; both reach the program at once, or none does.
   *
   * @throws IllegalArgumentException as {@link #paste(String)} does
   */
  void paste(String text, Key then);

  /**
   * Types characters one by one, as if at the keyboard; leaves copy mode first.
   *
   * @throws IllegalArgumentException as {@link #paste(String)} does
   */
  void type(String text);

  /** Presses one key; leaves copy mode first. */
  void press(Key key);

  /** The visible text now. */
  Screen screen();

  /** The visible text now with its colours as SGR escape sequences; lines end with line feeds. */
  String ansiScreen();
}
