package io.github.claudebridge.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws like Claude Code's classic screen: text scrolls up, the composer or a dialog stays below.
 *
 * <p>Thread-safe: a turn prints while keys change the composer.
 */
final class DemoScreen {

  /** What stands below, made for the size that the terminal has. */
  private interface Bottom {
    List<String> lines(int columns, int rows);
  }

  private final RawTerminal terminal;
  private Bottom bottom = (c, r) -> List.of();
  private List<String> drawn = List.of();
  private int columns = 80;
  private int rows = 24;

  DemoScreen(RawTerminal terminal) {
    this.terminal = terminal;
  }

  /** Text that scrolls up and stays in the scrollback. */
  synchronized void print(String text) {
    measure();
    var out = new StringBuilder(erase());
    text.lines().forEach(line -> out.append(line).append('\n'));
    terminal.write(out + draw());
  }

  /** The terminal has another size: the composer or dialog is drawn for it. */
  synchronized void resized() {
    measuredAt = Long.MIN_VALUE;
    measure();
    terminal.write(erase() + draw());
  }

  /** The composer between its two rules, with a footer. */
  synchronized void composer(String text, String spinner, String footer) {
    replace((width, height) -> composer(text, spinner, footer, width, height));
  }

  private static List<String> composer(
      String text, String spinner, String footer, int columns, int rows) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    if (!spinner.isEmpty()) {
      lines.add(spinner);
      lines.add("");
    }
    lines.add("─".repeat(columns));
    String[] parts = text.split("\n", -1);
    int first = Math.max(0, parts.length - Math.max(1, rows - 10));
    for (int i = first; i < parts.length; i++) {
      lines.add((i == 0 ? "❯\u00a0" : "  ") + parts[i]);
    }
    lines.add("─".repeat(columns));
    lines.add("  " + footer);
    return lines;
  }

  /** A permission dialog in the composer's place. */
  synchronized void dialog(
      String title, String body, String question, List<String> options, int selected) {
    replace((width, height) -> dialog(title, body, question, options, selected, width));
  }

  private static List<String> dialog(
      String title, String body, String question, List<String> options, int selected, int columns) {
    List<String> lines = new ArrayList<>(List.of("", "─".repeat(columns), " " + title, ""));
    body.lines().forEach(line -> lines.add("   " + line));
    lines.add("");
    lines.add(" " + question);
    for (int i = 0; i < options.size(); i++) {
      lines.add((i == selected ? " ❯ " : "   ") + (i + 1) + ". " + options.get(i));
    }
    lines.add("");
    lines.add(" Esc to cancel · Tab to amend");
    return lines;
  }

  /** Leaves the bottom as it is and goes below it. */
  synchronized void end(String lastWords) {
    bottom = (c, r) -> List.of();
    drawn = List.of();
    terminal.write("\n" + lastWords + "\n");
  }

  private void replace(Bottom next) {
    measure();
    String erase = erase();
    bottom = next;
    terminal.write(erase + draw());
  }

  private String draw() {
    drawn = bottom.lines(columns, rows);
    return String.join("\n", drawn);
  }

  /** Counted for the size of now: tmux folds and unfolds what was drawn when a pane is resized. */
  private String erase() {
    int up = drawn.stream().mapToInt(this::rowsOf).sum() - 1;
    return up < 0 ? "" : "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + "\u001b[J";
  }

  private int rowsOf(String line) {
    return Math.max(1, (width(line) + columns - 1) / columns);
  }

  private long measuredAt = Long.MIN_VALUE;

  /** Asking costs a process, so at most twice a second. */
  private void measure() {
    long now = System.nanoTime();
    if (measuredAt == Long.MIN_VALUE || now - measuredAt > 500_000_000L) {
      columns = terminal.columns();
      rows = terminal.rows();
      measuredAt = now;
    }
  }

  /** Columns a line takes: two for East Asian characters and emoji, near enough for a demo. */
  private static int width(String line) {
    return line.codePoints()
        .map(
            c -> c >= 0x1100 && (c <= 0x115f || c >= 0x2e80 && c <= 0xffe6) || c >= 0x1f300 ? 2 : 1)
        .sum();
  }
}
