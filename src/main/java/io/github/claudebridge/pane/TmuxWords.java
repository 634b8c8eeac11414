package io.github.claudebridge.pane;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Writes words so that tmux's command parser reads back exactly what was meant.
 *
 * <p>A word stands in double quotes, where tmux 3.3a knows {@code \ooo} for any byte. All ASCII
 * that means anything to it (quotes, {@code $ ~ ; # \}, control characters) is written that way, so
 * no text can end a word, a command or the line.
 */
final class TmuxWords {

  private static final String PLAIN = " !%&()*+,-./:<=>?@[]^_`{|}";

  private TmuxWords() {}

  /** One word of a command. */
  static String quote(String text) {
    var word = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException("NUL at position " + i + " cannot be given to tmux");
      }
      if (c >= 0x80 || isAlphanumeric(c) || PLAIN.indexOf(c) >= 0) {
        word.append(c);
      } else {
        word.append('\\').append((char) ('0' + (c >> 6)));
        word.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
      }
    }
    return word.append('"').toString();
  }

  /** One word that tmux expands as a format, such that the expansion is the text. */
  static String quoteFormat(String text) {
    return quote(text.replace("#", "##"));
  }

  /** The UTF-8 bytes of a text as hexadecimal words, as {@code send-keys -H} takes them. */
  static String hex(String text) {
    var words = new StringJoiner(" ");
    var digits = HexFormat.of();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      words.add(digits.toHexDigits(b));
    }
    return words.toString();
  }

  private static boolean isAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
