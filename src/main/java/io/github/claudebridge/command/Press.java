package io.github.claudebridge.command;

import io.github.claudebridge.reply.QuestionButtons;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something pressed below a question, read from its id, which comes from outside.
 *
 * @param what which button
 * @param question the question's number
 * @param part which part of it, or 0
 * @param option which option, or -1
 */
record Press(String what, long question, int part, int option) {
  private static final Pattern ID =
      Pattern.compile(
          Pattern.quote(QuestionButtons.PREFIX)
              + "([a-z-]{1,20}):(\\d{1,18})(?::(\\d{1,2}))?(?::(\\d{1,2}))?");

  static Optional<Press> of(String id) {
    Matcher match = ID.matcher(id);
    return match.matches()
        ? Optional.of(
            new Press(
                match.group(1),
                Long.parseLong(match.group(2)),
                match.group(3) == null ? 0 : Integer.parseInt(match.group(3)),
                match.group(4) == null ? -1 : Integer.parseInt(match.group(4))))
        : Optional.empty();
  }

  /** Whether it opens a form. */
  boolean writes() {
    return switch (what) {
      case "reason", "plan-more", "own", "fill" -> true;
      default -> false;
    };
  }
}
