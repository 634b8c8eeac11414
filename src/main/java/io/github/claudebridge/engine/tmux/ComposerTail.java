package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.engine.Composer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the end of what was pasted stands in the composer. Claude Code gathers what is pasted for
 * a moment, and an Enter that comes meanwhile is swallowed: 2.1.197 at any paste, 2.1.329 never at
 * a single one.
 */
final class ComposerTail {
  private static final int LENGTH = 24;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
  private static final Pattern FOLDED = Pattern.compile("\\[Pastedtext#\\d+(?:\\+\\d+lines)?\\]$");

  private static final List<Integer> TAKES_ENTER_AT_ONCE = List.of(2, 1, 329);

  private ComposerTail() {}

  /**
   * Whether Enter has to wait for the text to be seen.
   *
   * @param version the agent's own, like {@code 2.1.329}; null while it is not known
   */
  static boolean awaited(int pieces, @Nullable String version) {
    return pieces > 1 || version == null || !takesEnterAtOnce(version);
  }

  private static boolean takesEnterAtOnce(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.lookingAt()) {
      return false;
    }
    for (int i = 0; i < TAKES_ENTER_AT_ONCE.size(); i++) {
      int difference = Integer.parseInt(numbers.group(i + 1)) - TAKES_ENTER_AT_ONCE.get(i);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  /** Whether the composer ends as the prompt does, or in the fold that stands for a long text. */
  static boolean shows(Composer composer, String prompt) {
    if (!(composer instanceof Composer.Holds held)) {
      return false;
    }
    String typed = bare(prompt);
    String shown = bare(held.text());
    return shown.endsWith(typed.substring(Math.max(0, typed.length() - LENGTH)))
        || FOLDED.matcher(shown).find();
  }

  private static String bare(String text) {
    return text.replaceAll("[\\s\\u00a0]+", "");
  }
}
