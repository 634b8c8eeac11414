package io.github.claudebridge.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A terminal's text made fit for a code block on a phone. */
public final class ScreenText {
  private static final Pattern RULE = Pattern.compile("([─╌━═])\\1{9,}");

  private ScreenText() {}

  /** The text without empty lines, its long rules cut short, and nothing in it ending a fence. */
  public static String compact(String screen) {
    return AnsiText.strip(screen)
        .lines()
        .map(line -> RULE.matcher(line.stripTrailing()).replaceAll("$1$1$1$1$1$1$1$1"))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining("\n"))
        .replace("```", "'''");
  }
}
