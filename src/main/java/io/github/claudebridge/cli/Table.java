package io.github.claudebridge.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that are as wide as their widest cell. */
final class Table {
  private static final int WIDEST = 60;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(List.of(heads));
  }

  void row(String... cells) {
    rows.add(java.util.Arrays.stream(cells).map(Table::oneLine).toList());
  }

  void print(Terminal terminal) {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    var head = true;
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < widths.length; i++) {
        var cell = row.get(i);
        line.append(cell);
        line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
      }
      var text = line.toString().stripTrailing();
      terminal.out().println(head ? terminal.dim(text) : text);
      head = false;
    }
  }

  /** The text on one line, cut to what fits beside others. */
  private static String oneLine(String text) {
    var line = Terminal.harmless(text).replaceAll("\\s+", " ").strip();
    if (line.codePointCount(0, line.length()) <= WIDEST) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }
}
