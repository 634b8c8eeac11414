package io.github.claudebridge.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether what stands in a composer is what was typed into it. The terminal wraps lines and pads
 * with spaces, and Claude Code may fold a long text into {@code [Pasted text #1 +9 lines]} (2.1.197
 * does it where 2.1.329 does not), or show a part of it: {@code [↑ 86 more]} and {@code [↑ more]}
 * stand for the rest then.
 */
final class ComposerMatch {
  private static final Pattern FOLDED =
      Pattern.compile("\\[(?:Pastedtext#\\d+(?:\\+\\d+lines)?|[↑↓]\\d*more)\\]");

  private ComposerMatch() {}

  /** Whether the text that is seen is the whole of the prompt. */
  static boolean whole(String seen, @Nullable String prompt) {
    if (prompt == null || seen.isBlank()) {
      return false;
    }
    String shown = bare(seen);
    String typed = bare(prompt);
    return shown.equals(typed) || unfolds(shown, typed, true);
  }

  /** Whether the text that is seen is a part of the prompt, or the whole. */
  static boolean part(String seen, @Nullable String prompt) {
    if (prompt == null || seen.isBlank()) {
      return false;
    }
    String shown = bare(seen);
    String typed = bare(prompt);
    return typed.contains(shown) || unfolds(shown, typed, false);
  }

  /** Walks the pieces between the folds through the typed text, in order. */
  private static boolean unfolds(String shown, String typed, boolean whole) {
    Matcher fold = FOLDED.matcher(shown);
    if (!fold.find()) {
      return false;
    }
    int at = 0;
    int from = 0;
    boolean folded = false;
    do {
      String piece = shown.substring(from, fold.start());
      int found = typed.indexOf(piece, at);
      if (found < 0 || (!folded && whole && found != 0)) {
        return false;
      }
      at = found + piece.length();
      folded = true;
      from = fold.end();
    } while (fold.find());
    String last = shown.substring(from);
    return whole ? typed.length() - last.length() >= at && typed.endsWith(last)
        : typed.indexOf(last, at) >= 0;
  }

  private static String bare(String text) {
    return text.replaceAll("[\\s\\u00a0]+", "");
  }
}
