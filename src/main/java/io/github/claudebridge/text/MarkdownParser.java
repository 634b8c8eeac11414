package io.github.claudebridge.text;

import java.util.List;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLines;

/**
 * CommonMark's block structure with source positions, and nothing else: inlines are not parsed,
 * since text goes out as it was written.
 */
final class MarkdownParser {

  /** Deeper quotes and lists are text: the parser looks at every open block for every line. */
  private static final int MAX_DEPTH = 40;

  /**
   * The table extension fills every row up to the header's width, so rows times columns is bounded.
   */
  private static final long MAX_CELLS = 60_000;

  private static final Parser PLAIN = build(false);
  private static final Parser WITH_TABLES = build(true);

  private MarkdownParser() {}

  static Node parse(String markdown) {
    return (cells(markdown) > MAX_CELLS ? PLAIN : WITH_TABLES).parse(markdown);
  }

  private static Parser build(boolean tables) {
    return Parser.builder()
        .extensions(tables ? List.of(TablesExtension.create()) : List.of())
        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
        .maxOpenBlockParsers(MAX_DEPTH)
        .inlineParserFactory(context -> MarkdownParser::keepCell)
        .build();
  }

  /** A cell has no source span of its own, so its words are kept as a text node. */
  private static void keepCell(SourceLines words, Node node) {
    if (node instanceof TableCell) {
      node.appendChild(new Text(words.getContent()));
    }
  }

  private static long cells(String markdown) {
    long lines = 1;
    long most = 0;
    long pipes = 0;
    for (int i = 0; i < markdown.length(); i++) {
      char c = markdown.charAt(i);
      if (c == '|') {
        most = Math.max(most, ++pipes);
      } else if (c == '\n') {
        lines++;
        pipes = 0;
      }
    }
    return lines * most;
  }
}
