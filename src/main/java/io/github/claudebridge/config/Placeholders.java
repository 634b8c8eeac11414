package io.github.claudebridge.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into texts: {@code ${NAME}}, or {@code ${NAME:-what else}} for one
 * that may be missing or empty. {@code $${} stands for {@code ${} itself.
 */
final class Placeholders {
  private static final Pattern PLACE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\})?");

  private final Map<String, String> env;

  Placeholders(Map<String, String> env) {
    this.env = Map.copyOf(env);
  }

  /**
   * @throws IllegalArgumentException if a variable is missing or a placeholder is not closed
   */
  String fill(String text) {
    return PLACE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, text)));
  }

  private String value(MatchResult match, String text) {
    if (match.group().equals("$${")) {
      return "${";
    }
    var name = match.group(1);
    if (name == null) {
      throw new IllegalArgumentException(
          "'" + text + "' has a ${ that is not ${NAME} or ${NAME:-default}; write $${ for ${");
    }
    var value = env.get(name);
    var otherwise = match.group(2);
    if (otherwise != null) {
      return value == null || value.isEmpty() ? otherwise : value;
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "the environment has no %s; set it, or write ${%s:-default}".formatted(name, name));
    }
    return value;
  }
}
