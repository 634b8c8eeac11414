package io.github.claudebridge.text;

/** Characters that act instead of being seen, made visible. */
public final class ControlText {

  private ControlText() {}

  /**
   * Returns the text on one line with nothing in it that a terminal, a log or a reader's eye could
   * be tricked by: C0 controls and DEL become their control pictures ({@code ␛}), and C1 controls,
   * bidi overrides, line separators, invisible and unassigned characters and lone surrogates become
   * {@code \\u{hex}}.
   */
  public static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            codePoint -> {
              if (codePoint < 0x20) {
                out.append((char) (0x2400 + codePoint));
              } else if (codePoint == 0x7F) {
                out.append('\u2421');
              } else if (isInvisible(codePoint)) {
                out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
              } else {
                out.appendCodePoint(codePoint);
              }
            });
    return out.toString();
  }

  /**
   * Tells whether a code point has no picture of its own: controls, format characters (zero-width,
   * bidi, tags), line and paragraph separators, surrogates, unassigned ones and Hangul fillers.
   */
  public static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default ->
          switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0x2800 -> true;
            default -> codePoint >= 0xE0100 && codePoint <= 0xE01EF;
          };
    };
  }
}
