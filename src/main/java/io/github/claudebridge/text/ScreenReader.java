package io.github.claudebridge.text;

import io.github.claudebridge.text.ScreenCell.Style;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code tmux capture-pane -e} prints: lines of text with SGR sequences between. */
final class ScreenReader {

  private static final String ACS_FROM = "jklmnqtuvwx`a~";
  private static final String ACS_TO = "┘┐┌└┼─├┤┴┬│◆▒·";

  private final String ansi;
  private final int maxRows;
  private final int maxColumns;
  private final List<List<ScreenCell>> rows = new ArrayList<>();
  private List<ScreenCell> row = new ArrayList<>();
  private int used;
  private Style style = Style.PLAIN;
  private boolean lineDrawing;

  private ScreenReader(String ansi, int maxRows, int maxColumns) {
    this.ansi = ansi;
    this.maxRows = maxRows;
    this.maxColumns = maxColumns;
  }

  /** Returns the cells of each line; what is beyond the given size is left out. */
  static List<List<ScreenCell>> read(String ansi, int maxRows, int maxColumns) {
    ScreenReader reader = new ScreenReader(ansi, maxRows, maxColumns);
    reader.run();
    return reader.rows;
  }

  private void run() {
    int i = 0;
    while (i < ansi.length() && rows.size() < maxRows) {
      char c = ansi.charAt(i);
      if (c == 0x1B) {
        i = escape(i);
      } else if (c == '\n') {
        endRow();
        i++;
      } else if (c < 0x20 || c == 0x7F) {
        lineDrawing = c == 0x0E || (c != 0x0F && lineDrawing);
        i++;
      } else {
        int end = Graphemes.next(ansi, i);
        add(ansi.substring(i, end));
        i = end;
      }
    }
    if (!row.isEmpty() && rows.size() < maxRows) {
      endRow();
    }
  }

  private void endRow() {
    rows.add(row);
    row = new ArrayList<>();
    used = 0;
  }

  private void add(String cluster) {
    int columns = Columns.of(cluster);
    if (columns == 0 || used + columns > maxColumns) {
      return;
    }
    int acs = lineDrawing ? ACS_FROM.indexOf(cluster) : -1;
    row.add(new ScreenCell(acs < 0 ? cluster : ACS_TO.substring(acs, acs + 1), columns, style));
    used += columns;
  }

  /** Takes in an SGR sequence; any other is skipped. */
  private int escape(int from) {
    int line = ansi.indexOf('\n', from);
    String rest = ansi.substring(from, Math.min(line < 0 ? ansi.length() : line, from + 4_096));
    int end = AnsiText.sequenceEnd(rest, 0);
    if (end > 2 && rest.charAt(1) == '[' && rest.charAt(end - 1) == 'm') {
      sgr(rest.substring(2, end - 1).replace(':', ';').split(";"));
    }
    return from + end;
  }

  private void sgr(String[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      int code = number(parameters, i);
      if (code == 38 || code == 48) {
        int color;
        if (number(parameters, i + 1) == 5) {
          color = TerminalColors.indexed(number(parameters, i + 2) & 0xFF);
          i += 2;
        } else {
          color = rgb(parameters, i + 2);
          i += 4;
        }
        style =
            code == 38 ? colored(color, style.background()) : colored(style.foreground(), color);
      } else {
        style = simple(code);
      }
    }
  }

  private static int rgb(String[] parameters, int at) {
    return (number(parameters, at) & 0xFF) << 16
        | (number(parameters, at + 1) & 0xFF) << 8
        | (number(parameters, at + 2) & 0xFF);
  }

  private static int number(String[] parameters, int at) {
    if (at >= parameters.length || !parameters[at].matches("\\d{1,4}")) {
      return 0;
    }
    return Integer.parseInt(parameters[at]);
  }

  private Style simple(int code) {
    Style s = style;
    return switch (code) {
      case 0 -> Style.PLAIN;
      case 1 -> marks(true, s.dim(), s.italic(), s.underline(), s.reverse(), s.strike());
      case 2 -> marks(s.bold(), true, s.italic(), s.underline(), s.reverse(), s.strike());
      case 3 -> marks(s.bold(), s.dim(), true, s.underline(), s.reverse(), s.strike());
      case 4, 21 -> marks(s.bold(), s.dim(), s.italic(), true, s.reverse(), s.strike());
      case 7 -> marks(s.bold(), s.dim(), s.italic(), s.underline(), true, s.strike());
      case 9 -> marks(s.bold(), s.dim(), s.italic(), s.underline(), s.reverse(), true);
      case 22 -> marks(false, false, s.italic(), s.underline(), s.reverse(), s.strike());
      case 23 -> marks(s.bold(), s.dim(), false, s.underline(), s.reverse(), s.strike());
      case 24 -> marks(s.bold(), s.dim(), s.italic(), false, s.reverse(), s.strike());
      case 27 -> marks(s.bold(), s.dim(), s.italic(), s.underline(), false, s.strike());
      case 29 -> marks(s.bold(), s.dim(), s.italic(), s.underline(), s.reverse(), false);
      case 30, 31, 32, 33, 34, 35, 36, 37 ->
          colored(TerminalColors.indexed(code - 30), s.background());
      case 39 -> colored(ScreenCell.DEFAULT, s.background());
      case 40, 41, 42, 43, 44, 45, 46, 47 ->
          colored(s.foreground(), TerminalColors.indexed(code - 40));
      case 49 -> colored(s.foreground(), ScreenCell.DEFAULT);
      case 90, 91, 92, 93, 94, 95, 96, 97 ->
          colored(TerminalColors.indexed(code - 82), s.background());
      case 100, 101, 102, 103, 104, 105, 106, 107 ->
          colored(s.foreground(), TerminalColors.indexed(code - 92));
      default -> s;
    };
  }

  private Style colored(int foreground, int background) {
    Style s = style;
    return new Style(
        foreground,
        background,
        s.bold(),
        s.dim(),
        s.italic(),
        s.underline(),
        s.reverse(),
        s.strike());
  }

  private Style marks(
      boolean bold,
      boolean dim,
      boolean italic,
      boolean underline,
      boolean reverse,
      boolean strike) {
    return new Style(
        style.foreground(), style.background(), bold, dim, italic, underline, reverse, strike);
  }
}
