package io.github.claudebridge.text;

/**
 * One character of a terminal screen.
 *
 * @param glyph the character with the marks that sit on it
 * @param columns how many cells it takes, 1 or 2
 * @param style how it looks
 */
record ScreenCell(String glyph, int columns, Style style) {

  /** No colour of its own: the terminal's. */
  static final int DEFAULT = -1;

  /**
   * How a character looks; colours are {@code 0xRRGGBB} or {@link #DEFAULT}.
   *
   * @param foreground colour of the character
   * @param background colour behind it
   */
  record Style(
      int foreground,
      int background,
      boolean bold,
      boolean dim,
      boolean italic,
      boolean underline,
      boolean reverse,
      boolean strike) {

    static final Style PLAIN =
        new Style(DEFAULT, DEFAULT, false, false, false, false, false, false);
  }
}
