package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Dialog;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the screens of programs that Claude Code puts in its own place: the editor of a prompt, or
 * a pager. Claude Code calls itself idle all the while (2.1.329), and whatever is typed goes to
 * them.
 */
final class OtherProgram {
  private static final Pattern VIM_STATUS =
      Pattern.compile("^(?:\".*\" .*\\d+L, \\d+B.*|-- (?:INSERT|VISUAL|REPLACE)\\b.*)$");

  /** Where the file is longer than the screen there are no lines of {@code ~}. */
  private static final Pattern VIM_RULER =
      Pattern.compile("^.*\\s\\d+,\\d+(?:-\\d+)?\\s+(?:All|Top|Bot|\\d{1,2}%)$");

  private static final Pattern VIM_COMMAND = Pattern.compile("^:[a-z]{1,3}!?$");
  private static final Pattern PAGER_PROMPT =
      Pattern.compile(
          "^(?::|\\(END\\).*|--More--.*|lines \\d+-\\d+.*|.*\\(press h for help or q to quit\\))$");

  private OtherProgram() {}

  /**
   * Reads a screen that is not Claude Code's.
   *
   * @param screen without empty lines at its end
   */
  static Optional<Dialog> read(List<String> screen) {
    if (screen.size() < 2) {
      return Optional.empty();
    }
    String last = screen.getLast();
    boolean empty = screen.subList(0, screen.size() - 1).stream().anyMatch(l -> l.equals("~"));
    if (empty && (VIM_STATUS.matcher(last).matches() || last.equals("~") || last.startsWith(":"))) {
      return Optional.of(dialog(DialogKind.EDITOR, "vi", screen));
    }
    if (VIM_RULER.matcher(last).matches() || VIM_COMMAND.matcher(last).matches()) {
      return Optional.of(dialog(DialogKind.EDITOR, "vi", screen));
    }
    if (screen.getFirst().contains("GNU nano") && last.strip().startsWith("^")) {
      return Optional.of(dialog(DialogKind.EDITOR, "nano", screen));
    }
    if (PAGER_PROMPT.matcher(last).matches()) {
      return Optional.of(dialog(DialogKind.VIEWER, "pager", screen));
    }
    return Optional.empty();
  }

  private static Dialog dialog(DialogKind kind, String program, List<String> screen) {
    String text =
        screen.stream().filter(l -> !l.equals("~")).collect(Collectors.joining("\n")).strip();
    return new Dialog(kind, program, List.of(), text);
  }
}
