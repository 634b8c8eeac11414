package io.github.claudebridge.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws like Claude Code's classic screen: text scrolls up, the composer or a dialog stays below.
 *
 * <p>Thread-safe: a turn prints while keys change the composer.
 */
final class DemoScreen {
  private final RawTerminal terminal;
  private List<String> bottom = List.of();
  private int drawnRows;
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

  /** The composer between its two rules, with a footer. */
  synchronized void composer(String text, String spinner, String footer) {
    measure();
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
    replace(lines);
  }

  /** A permission dialog in the composer's place. */
  synchronized void dialog(
      String title, String body, String question, List<String> options, int selected) {
    measure();
    List<String> lines = new ArrayList<>(List.of("", "─".repeat(columns), " " + title, ""));
    body.lines().forEach(line -> lines.add("   " + line));
    lines.add("");
    lines.add(" " + question);
    for (int i = 0; i < options.size(); i++) {
      lines.add((i == selected ? " ❯ " : "   ") + (i + 1) + ". " + options.get(i));
    }
    lines.add("");
    lines.add(" Esc to cancel · Tab to amend");
    replace(lines);
  }

  /** Leaves the bottom as it is and goes below it. */
  synchronized void end(String lastWords) {
    bottom = List.of();
    drawnRows = 0;
    terminal.write("\n" + lastWords + "\n");
  }

  private void replace(List<String> lines) {
    String erase = erase();
    bottom = List.copyOf(lines);
    terminal.write(erase + draw());
  }

  private String draw() {
    var out = new StringBuilder();
    drawnRows = 0;
    for (int i = 0; i < bottom.size(); i++) {
      out.append(i == 0 ? "" : "\n").append(bottom.get(i));
      drawnRows += Math.max(1, (width(bottom.get(i)) + columns - 1) / columns);
    }
    return out.toString();
  }

  private String erase() {
    return drawnRows == 0
        ? ""
        : "\r" + (drawnRows > 1 ? "\u001b[" + (drawnRows - 1) + "A" : "") + "\u001b[J";
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
