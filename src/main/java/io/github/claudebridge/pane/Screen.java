package io.github.claudebridge.pane;

import java.util.List;

/**
 * The visible text of a pane at a moment.
 *
 * @param lines from the top, without trailing blanks; hostile text
 * @param cursorColumn from 0
 * @param cursorRow from 0
 * @param width in columns
 * @param height in rows
 * @param copyMode whether a person has put the pane into copy mode (or another mode that takes the
 *     keys away from the program); {@code lines} still are the program's own screen
 */
public record Screen(
    List<String> lines, int cursorColumn, int cursorRow, int width, int height, boolean copyMode) {

  public Screen {
    lines = List.copyOf(lines);
  }

  /** All lines joined by line feeds. */
  public String text() {
    return String.join("\n", lines);
  }
}
