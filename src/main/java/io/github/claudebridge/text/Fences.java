package io.github.claudebridge.text;

/** Discord's code fence, which is always three backticks and ends at the next three. */
final class Fences {

  static final String MARK = "```";

  /** Keeps two backticks apart for Discord's eyes without being seen by a reader's. */
  static final String ZERO_WIDTH_SPACE = "\u200B";

  private Fences() {}

  /**
   * Returns text that cannot end or open a fence: a zero-width space breaks each three backticks.
   */
  static String harmless(String text) {
    return text.contains(MARK) ? text.replace(MARK, "`" + ZERO_WIDTH_SPACE + "``") : text;
  }

  /** Tells whether Discord would see a fence opened in the text that nothing in it closes. */
  static boolean isUnbalanced(String text) {
    int marks = 0;
    for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length())) {
      marks++;
    }
    return marks % 2 == 1;
  }
}
