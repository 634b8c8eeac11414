package io.github.claudebridge.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A terminal's text made fit for a code block on a phone. */
public final class ScreenText {
  private static final Pattern RULE = Pattern.compile("([─╌━═])\\1{9,}");

  /** The upper or lower side of a box, and a line with a side of it at either end. */
  private static final Pattern BOX_EDGE = Pattern.compile("^\\s*[╭┌╰└][─━]{3,}.*[╮┐╯┘]$");

  private static final Pattern BOXED = Pattern.compile("^(\\s*)│ ?(.*?)\\s*│$");

  private ScreenText() {}

  /**
   * The text without empty lines and boxes, its long rules cut short, and nothing in it ending a
   * fence.
   */
  public static String compact(String screen) {
    return AnsiText.strip(screen)
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !BOX_EDGE.matcher(line).matches())
        .map(line -> BOXED.matcher(line).replaceFirst("$1$2"))
        .map(line -> RULE.matcher(line).replaceAll("$1$1$1$1$1$1$1$1"))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining("\n"))
        .replace("```", "'''");
  }
}
