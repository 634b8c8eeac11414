package io.github.claudebridge.claude;

import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.claude.ScreenState.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a dialog of Claude Code from its block of screen lines.
 *
 * <p>The kind is told by the dialog's own frame (first line, question, labels of the options,
 * footer), never by the text inside it, which may be made to look like another dialog.
 */
final class DialogReader {
  private static final Pattern NUMBERED = Pattern.compile("^\\s{0,4}(❯ )?\\s*(\\d{1,2})\\. (.*)$");
  private static final Pattern SELECTED = Pattern.compile("^(\\s{0,4})❯ (.*)$");
  private static final Pattern BOX = Pattern.compile("\\s{2,}[┌│└].*$");

  /** How a panel without options says that it takes the keys. */
  private static final Pattern ESCAPE = Pattern.compile("(?:^|· )Esc to (?:close|cancel|clear)$");

  /** Stands behind the answer that was given while the dialog goes away (2.1.197). */
  private static final String GIVEN = "this folder ✔";

  private static final String REVIEW = "Review your answers";

  private DialogReader() {}

  static Optional<Dialog> read(List<String> block) {
    List<String> lines = block.stream().filter(line -> !line.isBlank()).toList();
    String text = lines.stream().map(String::strip).collect(Collectors.joining("\n"));
    List<Option> options = numbered(lines);
    int firstOption = options.isEmpty() ? -1 : indexOfFirst(lines);
    if (options.isEmpty()) {
      options = plain(block);
      firstOption = options.isEmpty() ? -1 : lines.indexOf(firstPlain(block));
    }
    String head = lines.getFirst().strip();
    String question = firstOption > 0 ? lines.get(firstOption - 1).strip() : head;
    String footer = lines.getLast().strip();
    if (options.stream().anyMatch(o -> o.selected() && o.label().endsWith(GIVEN))) {
      return Optional.empty();
    }
    DialogKind kind = kind(head, question, footer, options);
    if (options.isEmpty() && kind == DialogKind.OTHER && !ESCAPE.matcher(footer).find()) {
      return Optional.empty();
    }
    boolean review = lines.stream().anyMatch(line -> line.strip().equals(REVIEW));
    String title = kind != DialogKind.QUESTION ? head : review ? REVIEW : question;
    return Optional.of(new Dialog(kind, title, options, text));
  }

  private static DialogKind kind(
      String head, String question, String footer, List<Option> options) {
    List<String> labels = options.stream().map(Option::label).toList();
    boolean digits = !options.isEmpty() && options.getFirst().number() != null;
    if (head.equals("Accessing workspace:") && labels.contains("Yes, I trust this folder")) {
      return DialogKind.TRUST;
    }
    if (head.startsWith("Make auto mode your default permission mode")) {
      return DialogKind.AUTO_MODE_OFFER;
    }
    if (head.startsWith("Auto mode can't check actions")) {
      return DialogKind.AUTO_MODE_UNAVAILABLE;
    }
    if (head.startsWith("WARNING: Claude Code running in Bypass Permissions mode")) {
      return DialogKind.BYPASS_WARNING;
    }
    if (head.startsWith("Detected a custom API key")) {
      return DialogKind.API_KEY_APPROVAL;
    }
    if (question.startsWith("Select login method") || head.startsWith("Select login method")) {
      return DialogKind.LOGIN;
    }
    if (question.contains("Choose the text style") || head.contains("Choose the text style")) {
      return DialogKind.FIRST_RUN;
    }
    if (labels.contains("Resume full session as-is")
        && labels.getFirst().startsWith("Resume from summary")) {
      return DialogKind.RESUME_CHOICE;
    }
    if (head.equals("What do you want to do?") || question.equals("What do you want to do?")) {
      return DialogKind.USAGE_LIMIT;
    }
    if (head.startsWith("Switch model?")) {
      return DialogKind.MODEL_OFFER;
    }
    if (head.equals("Select model")) {
      return DialogKind.MODEL_PICKER;
    }
    if (head.equals("Resume session")) {
      return DialogKind.RESUME_PICKER;
    }
    if (head.startsWith("Showing detailed transcript")) {
      return DialogKind.VIEWER;
    }
    if (head.equals("Rewind")) {
      return DialogKind.REWIND;
    }
    if (head.startsWith("MCP server ") && head.endsWith("requests your input")) {
      return DialogKind.ELICITATION;
    }
    if (head.equals("Exit plan mode?") || head.startsWith("Claude has written up a plan")) {
      return DialogKind.PLAN;
    }
    if (digits && (footer.startsWith("Enter to select") || labels.contains("Submit answers"))) {
      return DialogKind.QUESTION;
    }
    boolean asks = question.startsWith("Do you want to ") && question.endsWith("?");
    return digits && asks ? DialogKind.PERMISSION : DialogKind.OTHER;
  }

  /** The last run of 1, 2, 3 … in the block: what stands above it is text. */
  private static List<Option> numbered(List<String> lines) {
    List<Option> run = new ArrayList<>();
    boolean selected = false;
    for (String line : lines) {
      Matcher match = NUMBERED.matcher(line);
      if (!match.matches()) {
        continue;
      }
      int number = Integer.parseInt(match.group(2));
      if (number == 1) {
        run.clear();
        selected = false;
      } else if (number != run.size() + 1) {
        continue;
      }
      selected |= match.group(1) != null;
      String label = BOX.matcher(match.group(3)).replaceFirst("").strip();
      run.add(new Option(label, number, match.group(1) != null));
    }
    return selected ? run : List.of();
  }

  private static int indexOfFirst(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher match = NUMBERED.matcher(lines.get(i));
      if (match.matches() && match.group(2).equals("1")) {
        return i;
      }
    }
    return -1;
  }

  /** Options without numbers: the lines next to the selected one whose labels begin below it. */
  private static List<Option> plain(List<String> block) {
    int at = selectedLine(block);
    if (at < 0) {
      return List.of();
    }
    int column = column(block.get(at));
    int first = at;
    while (first > 0 && column(block.get(first - 1)) == column) {
      first--;
    }
    List<Option> options = new ArrayList<>();
    for (int i = first; i < block.size() && column(block.get(i)) == column; i++) {
      options.add(new Option(block.get(i).substring(column).strip(), null, i == at));
    }
    return options;
  }

  private static String firstPlain(List<String> block) {
    int first = selectedLine(block);
    int column = column(block.get(first));
    while (first > 0 && column(block.get(first - 1)) == column) {
      first--;
    }
    return block.get(first);
  }

  private static int selectedLine(List<String> block) {
    for (int i = block.size() - 1; i >= 0; i--) {
      if (SELECTED.matcher(block.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }

  /** Where a line's label begins, the selection mark not counted; -1 for a blank line. */
  private static int column(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != ' ' && line.charAt(i) != '❯') {
        return i;
      }
    }
    return -1;
  }
}
