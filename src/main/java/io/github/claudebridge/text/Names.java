package io.github.claudebridge.text;

import java.text.Normalizer;

/** Names that people gave themselves, made safe to show. */
public final class Names {

  /** What somebody is called whose name has nothing to show. */
  public static final String NOBODY = "someone";

  private static final String MIDDLE_DOTS = "\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65\u0387";

  private Names() {}

  /**
   * Returns a one-line label of at most {@code max} UTF-16 units: no brackets, middle dots,
   * Markdown or mention marks ({@code @ # ` * _ ~ | \ < >}), no control, bidi or invisible
   * characters, no more than two loose marks on a letter, spaces collapsed; {@value #NOBODY} when
   * nothing is left.
   *
   * <p>Compatibility forms are folded first, so that {@code ［} is a bracket and {@code ＠} an at
   * sign.
   *
   * @param name hostile; may be empty
   * @param max at least 1
   * @throws IllegalArgumentException if {@code max} is below 1
   */
  public static String label(String name, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max is " + max + "; give 1 or more");
    }
    // The cut before normalising bounds the work on hostile input; NFKC may grow a character
    // 18-fold.
    String start = name.substring(0, Math.min(name.length(), 4 * max + 64));
    String folded = Normalizer.normalize(start, Normalizer.Form.NFKC);
    StringBuilder out = new StringBuilder();
    int marks = 0;
    for (int i = 0; i < folded.length(); ) {
      int codePoint = folded.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean mark = Character.getType(codePoint) == Character.NON_SPACING_MARK;
      marks = mark ? marks + 1 : 0;
      if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      } else if (isShown(codePoint) && (!mark || (marks <= 2 && !out.isEmpty()))) {
        out.appendCodePoint(codePoint);
      }
    }
    String label = Normalizer.normalize(out, Normalizer.Form.NFKC).strip();
    if (label.length() > max) {
      label = label.substring(0, max == 1 ? 1 : Graphemes.cut(label, 0, max)).strip();
    }
    return label.isEmpty() || isTorn(label)
        ? NOBODY.substring(0, Math.min(max, NOBODY.length()))
        : label;
  }

  private static boolean isTorn(String label) {
    return label.length() == 1 && Character.isSurrogate(label.charAt(0));
  }

  private static boolean isShown(int codePoint) {
    if (ControlText.isInvisible(codePoint)) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.ENCLOSING_MARK,
          Character.PRIVATE_USE ->
          false;
      default -> "@#`*_~|\\<>\"".indexOf(codePoint) < 0 && MIDDLE_DOTS.indexOf(codePoint) < 0;
    };
  }
}
