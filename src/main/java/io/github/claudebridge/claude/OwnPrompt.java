package io.github.claudebridge.claude;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prompts that Claude Code gives itself when something that it did in the background is done
 * (seen on 2.1.329).
 */
public final class OwnPrompt {
  private static final String BEGINNING = "<task-notification>";
  private static final Pattern TOOL_USE =
      Pattern.compile("<tool-use-id>([0-9A-Za-z_-]{1,128})</tool-use-id>");

  private OwnPrompt() {}

  /** Whether a prompt has the form of one; a person could write the same. */
  public static boolean is(String prompt) {
    return prompt.stripLeading().startsWith(BEGINNING);
  }

  /** The id of the tool use that began what is done now, where it is named. */
  public static Optional<String> toolUse(String prompt) {
    Matcher found = TOOL_USE.matcher(prompt);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
