package io.github.claudebridge.text;

/** Terminal output with its escape sequences taken out. */
public final class AnsiText {

  private static final char ESC = 0x1B;
  private static final char BEL = 0x07;
  private static final char ST = 0x9C;

  private AnsiText() {}

  /**
   * Returns the text without escape sequences (CSI, OSC, DCS and the like, two-character ones, and
   * their 8-bit forms) and without other control characters, save line feed and tab.
   *
   * <p>A sequence that never ends takes the rest of its line with it, never more: a cut log stays
   * readable.
   */
  public static String strip(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ESC) {
        i = afterEscape(text, i + 1);
      } else if (c == 0x9B) {
        i = afterCsi(text, i + 1);
      } else if (c == 0x9D || c == 0x90 || c == 0x98 || c == 0x9E || c == 0x9F) {
        i = afterString(text, i + 1);
      } else {
        if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
          out.append(c);
        }
        i++;
      }
    }
    return out.toString();
  }

  /** Returns the end of the escape sequence whose ESC is at {@code at}. */
  static int sequenceEnd(String text, int at) {
    return afterEscape(text, at + 1);
  }

  private static int afterEscape(String text, int at) {
    if (at >= text.length()) {
      return at;
    }
    return switch (text.charAt(at)) {
      case '[' -> afterCsi(text, at + 1);
      case ']', 'P', 'X', '^', '_' -> afterString(text, at + 1);
      default -> afterShort(text, at);
    };
  }

  /** ESC, then any number of 0x20..0x2F, then one final character. */
  private static int afterShort(String text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) >= 0x20 && text.charAt(i) <= 0x2F) {
      i++;
    }
    boolean hasFinal = i < text.length() && text.charAt(i) >= 0x30 && text.charAt(i) <= 0x7E;
    return hasFinal ? i + 1 : i;
  }

  private static int afterCsi(String text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) >= 0x20 && text.charAt(i) <= 0x3F) {
      i++;
    }
    boolean hasFinal = i < text.length() && text.charAt(i) >= 0x40 && text.charAt(i) <= 0x7E;
    return hasFinal ? i + 1 : i;
  }

  private static int afterString(String text, int at) {
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == BEL || c == ST) {
        return i + 1;
      }
      if (c == '\n') {
        return i;
      }
      if (c == ESC) {
        return i + 1 < text.length() && text.charAt(i + 1) == '\\' ? i + 2 : i;
      }
    }
    return text.length();
  }
}
