package io.github.claudebridge.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a string may be cut without tearing what a reader sees as one character (Unicode extended
 * grapheme clusters: surrogate pairs, combining marks, emoji joined by ZWJ, flags).
 */
public final class Graphemes {

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private Graphemes() {}

  /**
   * Returns the end of the cluster that starts at {@code from}.
   *
   * @param text any string
   * @param from a cluster border below {@code text.length()}
   */
  public static int next(CharSequence text, int from) {
    char first = text.charAt(from);
    if (from + 1 >= text.length() || (first < 0x80 && text.charAt(from + 1) < 0x80)) {
      return from + 1;
    }
    Matcher matcher = CLUSTER.matcher(text).region(from, text.length());
    return matcher.lookingAt() ? matcher.end() : from + 1;
  }

  /**
   * Returns the last cluster border in {@code (from, from + max]}; where one cluster alone is
   * longer than {@code max} (stacked combining marks), the last code point border instead.
   *
   * @param text any string
   * @param from a cluster border
   * @param max the most UTF-16 units wanted, at least 2
   */
  public static int cut(CharSequence text, int from, int max) {
    int end = from + max;
    if (end >= text.length()) {
      return text.length();
    }
    int at = sureBorder(text, from, end);
    Matcher matcher = CLUSTER.matcher(text);
    // One cluster may be as long as the text, so the matcher never looks far past the cut.
    int horizon = Math.min(text.length(), end + 64);
    int last = at;
    while (at < end) {
      matcher.region(at, horizon);
      at = matcher.lookingAt() ? matcher.end() : at + 1;
      if (at <= end) {
        last = at;
      }
    }
    if (last > from) {
      return last;
    }
    return Character.isLowSurrogate(text.charAt(end))
            && Character.isHighSurrogate(text.charAt(end - 1))
        ? end - 1
        : end;
  }

  /**
   * The text if it has at most {@code most} UTF-16 units, else its beginning and an
   * ellipsis; an ellipsis alone where there is nothing to see.
   *
   * @param most at least 3
   */
  public static String brief(String text, int most) {
    String shown = text.isBlank() ? "…" : text;
    return shown.length() <= most ? shown : shown.substring(0, cut(shown, 0, most - 1)) + "…";
  }

  /** Two ASCII characters other than CR LF always have a border between them. */
  private static int sureBorder(CharSequence text, int from, int end) {
    for (int i = end; i > from; i--) {
      if (text.charAt(i) < 0x80 && text.charAt(i - 1) < 0x80 && text.charAt(i) != '\n') {
        return i;
      }
    }
    return from;
  }
}
