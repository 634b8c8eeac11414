package io.github.claudebridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file {@code .env}: a variable a line as {@code KEY=VALUE}, where {@code export}, quotes and
 * comments are allowed. It holds secrets, so only its owner may read it.
 */
public final class DotEnv {
  /** The variable that holds the bot's token. */
  public static final String TOKEN = "DISCORD_BOT_TOKEN";

  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*(?:#.*)?");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(?:#.*)?");

  private DotEnv() {}

  /**
   * The environment with what the file adds; what is already set wins.
   *
   * @param file the {@code .env} file, which may be missing
   * @throws BadSettingsException if others may read the file, or a line is not understood
   */
  public static Map<String, String> over(Path file, Map<String, String> env)
      throws BadSettingsException {
    var all = new LinkedHashMap<>(read(file));
    all.putAll(env);
    return Map.copyOf(all);
  }

  /** The bot's token, if the environment has one. */
  public static Optional<Secret> token(Map<String, String> env) {
    return Optional.ofNullable(env.get(TOKEN))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Secret::new);
  }

  /**
   * Reads the file; a missing one is empty.
   *
   * @throws BadSettingsException if others may read the file, or a line is not understood
   */
  public static Map<String, String> read(Path file) throws BadSettingsException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Map.of();
    }
    try {
      PrivateFiles.check(file, false);
      return parse(file.getFileName().toString(), Files.readString(file));
    } catch (IOException broken) {
      throw new BadSettingsException(
          List.of(file + ": cannot be read: " + broken.getClass().getSimpleName()));
    }
  }

  static Map<String, String> parse(String name, String text) throws BadSettingsException {
    var values = new LinkedHashMap<String, String>();
    var problems = new ArrayList<String>();
    var number = 0;
    for (var raw : text.split("\\R", -1)) {
      number++;
      var line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      var match = LINE.matcher(line);
      var value = match.matches() ? value(match.group(2)) : Optional.<String>empty();
      if (value.isPresent()) {
        values.put(match.group(1), value.get());
      } else {
        // The line itself may be a secret, so it is not repeated.
        problems.add(name + ":" + number + ": not understood; write KEY=VALUE or KEY=\"VALUE\"");
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
    return values;
  }

  private static Optional<String> value(String text) {
    if (text.startsWith("\"")) {
      var match = DOUBLE.matcher(text);
      return match.matches() ? Optional.of(unescape(match.group(1))) : Optional.empty();
    }
    if (text.startsWith("'")) {
      var match = SINGLE.matcher(text);
      return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }
    return Optional.of(text.replaceFirst("(?:^|\\s)#.*$", "").strip());
  }

  private static String unescape(String text) {
    var plain = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 't' ? '\t' : text.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
