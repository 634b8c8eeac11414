package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.engine.Composer;
import java.util.regex.Pattern;

/**
 * Whether the end of what was pasted stands in the composer. Claude Code gathers pastes that follow
 * each other closely, and an Enter that comes while it still does so is swallowed (2.1.197).
 */
final class ComposerTail {
  private static final int LENGTH = 24;
  private static final Pattern FOLDED = Pattern.compile("\\[Pastedtext#\\d+(?:\\+\\d+lines)?\\]$");

  private ComposerTail() {}

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
