package io.github.claudebridge.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.node.Text;

/**
 * A table as Discord can show it, which has none: aligned columns in a code block where they are
 * narrow enough, else a list of {@code **header**: value} per row.
 */
final class MarkdownTable {

  /** What still fits on a phone held sideways and on a desktop's side panel. */
  static final int MAX_COLUMNS = 76;

  /** Every row of a list repeats the header, so a long header stays a raw table. */
  private static final int MAX_HEADER = 600;

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");

  private final List<List<String>> rows;

  private MarkdownTable(List<List<String>> rows) {
    this.rows = rows;
  }

  static MarkdownTable of(Node table) {
    List<List<String>> rows = new ArrayList<>();
    table.accept(
        new AbstractVisitor() {
          @Override
          public void visit(CustomNode node) {
            if (node instanceof TableRow) {
              rows.add(new ArrayList<>());
            } else if (node instanceof TableCell cell) {
              rows.getLast().add(text(cell));
              return;
            }
            visitChildren(node);
          }
        });
    return new MarkdownTable(rows);
  }

  /** Returns the lines to show, or none where the table is better left as it was written. */
  List<String> lines() {
    List<List<String>> plain =
        rows.stream().map(row -> row.stream().map(MarkdownTable::plain).toList()).toList();
    int[] widths = new int[plain.getFirst().size()];
    for (List<String> row : plain) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Columns.of(row.get(i)));
      }
    }
    int total = 3 * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total <= MAX_COLUMNS ? aligned(plain, widths) : list();
  }

  private static List<String> aligned(List<List<String>> rows, int[] widths) {
    List<String> lines = new ArrayList<>();
    lines.add("```");
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        cells.add(Columns.pad(row.get(i), widths[i]));
      }
      lines.add(Fences.harmless(String.join(" │ ", cells).stripTrailing()));
      if (lines.size() == 2) {
        List<String> rules = new ArrayList<>();
        for (int width : widths) {
          rules.add("─".repeat(width));
        }
        lines.add(String.join("─┼─", rules));
      }
    }
    lines.add("```");
    return lines;
  }

  private List<String> list() {
    List<String> header = rows.getFirst();
    if (header.stream().mapToInt(String::length).sum() > MAX_HEADER) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      String lead = "- ";
      for (int i = 0; i < header.size(); i++) {
        if (!row.get(i).isEmpty()) {
          String name = header.get(i).replace("**", "");
          lines.add(lead + (name.isEmpty() ? "" : "**" + name + "**: ") + row.get(i));
          lead = "  ";
        }
      }
    }
    return lines.isEmpty()
        ? List.of("- " + header.stream().collect(Collectors.joining(" · ")))
        : lines;
  }

  private static String text(TableCell cell) {
    return cell.getFirstChild() instanceof Text words
        ? words.getLiteral().strip().replace('\t', ' ')
        : "";
  }

  /** In a code block nothing is rendered, so the marks would only be noise. */
  private static String plain(String cell) {
    return BOLD.matcher(CODE.matcher(cell).replaceAll("$1")).replaceAll("$1");
  }
}
