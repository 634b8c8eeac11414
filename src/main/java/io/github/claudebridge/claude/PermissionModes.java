package io.github.claudebridge.claude;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permission modes that a Claude Code knows. The mode that asks the person is called {@code
 * manual} since some version before 2.1.329 and {@code default} in 2.1.197; each refuses the
 * other's word and does not start.
 */
public final class PermissionModes {
  private static final Pattern CHOICES =
      Pattern.compile("--permission-mode <mode>.*?\\(choices:\\s*([^)]*)\\)", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z]+)\"");

  private PermissionModes() {}

  /**
   * The word for a mode in this version.
   *
   * @param help what {@code claude --help} says; where it does not tell, the mode stays as it is
   * @param wanted the mode as people call it
   */
  public static String fitting(String help, String wanted) {
    Set<String> known = known(help);
    if (known.isEmpty() || known.contains(wanted)) {
      return wanted;
    }
    return switch (wanted) {
      case "manual" -> known.contains("default") ? "default" : wanted;
      case "default" -> known.contains("manual") ? "manual" : wanted;
      default -> wanted;
    };
  }

  private static Set<String> known(String help) {
    Set<String> modes = new TreeSet<>();
    Matcher choices = CHOICES.matcher(help);
    if (choices.find()) {
      Matcher quoted = QUOTED.matcher(choices.group(1));
      while (quoted.find()) {
        modes.add(quoted.group(1));
      }
    }
    return modes;
  }
}
