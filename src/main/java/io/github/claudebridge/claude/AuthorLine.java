package io.github.claudebridge.claude;

import io.github.claudebridge.text.ControlText;
import io.github.claudebridge.text.Names;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The line above a prompt that tells who wrote it, {@code [Alice · 123456789012345678]}.
 *
 * <p>Nobody can forge it: names lose brackets and dots, and a line of the text that looks like one
 * is quoted with {@code >}. It says who spoke; it does not make their words safe.
 */
public final class AuthorLine {

  /** The most UTF-16 units of a name in a header. */
  public static final int MAX_LABEL = 40;

  private static final Pattern LOOKS_LIKE =
      Pattern.compile(
          "[\\s>]*[\\[\u3010\u3014\u3016\u27E6\u2045].{0,200}?"
              + "(?:[\u00B7\u2022\u2027\u2219\u22C5\u30FB\u0387\u2024]|\\d{5}|cli:).{0,120}?"
              + "[\\]\u3011\u3015\u3017\u27E7\u2046].*",
          Pattern.DOTALL);

  private static final int LOOKED_AT = 400;

  private AuthorLine() {}

  /**
   * Returns the text under a header.
   *
   * @param label the author's name, hostile
   * @param userId the author's id; only letters, digits, {@code :}, {@code _}, {@code .} and {@code
   *     -} of it are kept
   * @param text what they wrote, hostile; as it came or already composed
   */
  public static String of(String label, String userId, String text) {
    String id = userId.replaceAll("[^A-Za-z0-9:_.-]", "");
    StringBuilder out = new StringBuilder();
    out.append('[').append(Names.label(label, MAX_LABEL)).append(" · ").append(id).append(']');
    for (String line : text.split("\r\n|[\n\r\u000B\u000C\u0085\u2028\u2029]", -1)) {
      out.append('\n').append(isHeader(line) ? "> " : "").append(line);
    }
    return out.toString();
  }

  /**
   * Tells whether the first words of a text could be taken for a header, also one in look-alike
   * characters or behind invisible ones or quote marks. Such a text always gets a real header, even
   * where there is only one person.
   */
  public static boolean looksLikeHeader(String text) {
    String start = text.stripLeading();
    return isHeader(start);
  }

  private static boolean isHeader(String line) {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < line.length() && seen.length() < LOOKED_AT; ) {
      int codePoint = line.codePointAt(i);
      i += Character.charCount(codePoint);
      if (!ControlText.isInvisible(codePoint)) {
        seen.appendCodePoint(codePoint);
      }
    }
    String folded = Normalizer.normalize(seen, Normalizer.Form.NFKC);
    int end = folded.indexOf('\n');
    return LOOKS_LIKE.matcher(end < 0 ? folded : folded.substring(0, end)).matches();
  }
}
