package io.github.claudebridge.pane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is needed to start a program in a pane of its own.
 *
 * @param session the tmux session's name: letters, digits, {@code _} and {@code -}
 * @param directory where the program runs; must exist, since tmux would silently take another
 * @param environment what the program's environment holds besides the server's; names are letters,
 *     digits and {@code _}
 * @param command the program and its arguments; run as they are, with no shell in between
 * @param width in columns
 * @param height in rows
 */
public record PaneSpec(
    String session,
    Path directory,
    Map<String, String> environment,
    List<String> command,
    int width,
    int height) {

  private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int MAX_SIDE = 1_000;

  public PaneSpec {
    environment = Map.copyOf(environment);
    command = List.copyOf(command);
    require(
        SESSION.matcher(session).matches(),
        "session name \"%s\": use letters, digits, _ and -, at most 100",
        session);
    require(
        directory.isAbsolute() && Files.isDirectory(directory),
        "directory \"%s\": give the absolute path of a directory that exists",
        directory);
    // tmux expands the directory as a format; doubling # guards all but #[, which it keeps doubled.
    require(
        !directory.toString().contains("#["),
        "directory \"%s\": tmux cannot start in a path with #[ in it; rename it",
        directory);
    environment.forEach((name, value) -> requireVariable(name, value));
    require(!command.isEmpty(), "empty command%s: name a program to run", "");
    var program = command.getFirst();
    require(
        !program.isEmpty() && !program.startsWith("-") && !program.contains("="),
        "program \"%s\": must not be empty, start with - or contain =; give its path",
        program);
    require(
        !program.contains("/") || isProgram(directory.resolve(program)),
        "program \"%s\": no such executable file",
        program);
    command.forEach(
        word -> require(word.indexOf(0) < 0, "NUL in argument \"%s\": remove it", word));
    require(
        width > 0 && width <= MAX_SIDE && height > 0 && height <= MAX_SIDE,
        "size %s: columns and rows must each be from 1 to 1000",
        width + "x" + height);
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static void requireVariable(String name, String value) {
    require(
        VARIABLE.matcher(name).matches(),
        "environment variable \"%s\": use letters, digits and _ in its name",
        name);
    // The value may be a secret: it is not in the message.
    require(value.indexOf(0) < 0, "environment variable \"%s\": NUL in its value, remove it", name);
  }

  private static void require(boolean condition, String message, Object input) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(input));
    }
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "PaneSpec[%s in %s, %s, %dx%d]"
        .formatted(session, directory, command.getFirst(), width, height);
  }
}
