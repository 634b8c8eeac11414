package io.github.claudebridge.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.ThematicBreak;

/**
 * Claude's Markdown put into the Markdown that Discord has. Only what Discord cannot show is
 * touched: tables, rules, headings other than {@code #} to {@code ###}, fences other than three
 * backticks, and list numbers that count only when rendered. The rest stays as it was written.
 */
final class DiscordMarkdown extends AbstractVisitor {

  static final String RULE = "─".repeat(24);

  private record Edit(int start, int end, String text) {}

  private final String source;
  private final List<Edit> edits = new ArrayList<>();

  private DiscordMarkdown(String source) {
    this.source = source;
  }

  /** Returns the text with line endings made LF, lone surrogates replaced and the above done. */
  static String of(String markdown) {
    String source = markdown.replace("\r\n", "\n").replace('\r', '\n').replace('\0', '\uFFFD');
    source = WellFormed.of(source);
    DiscordMarkdown pass = new DiscordMarkdown(source);
    MarkdownParser.parse(source).accept(pass);
    return pass.apply();
  }

  @Override
  public void visit(Heading heading) {
    List<SourceSpan> spans = heading.getSourceSpans();
    boolean atx = slice(spans.getFirst()).stripLeading().startsWith("#");
    if (atx && heading.getLevel() <= 3) {
      return;
    }
    StringBuilder words = new StringBuilder();
    for (SourceSpan span : atx ? spans : spans.subList(0, spans.size() - 1)) {
      words.append(words.isEmpty() ? "" : " ").append(slice(span).strip());
    }
    String title = atx ? withoutHashes(words.toString()) : words.toString();
    if (heading.getLevel() <= 3) {
      replace(spans, "#".repeat(heading.getLevel()) + " " + title);
    } else {
      replace(spans, title.isEmpty() || title.contains("**") ? title : "**" + title + "**");
    }
  }

  @Override
  public void visit(ThematicBreak rule) {
    replace(rule.getSourceSpans(), RULE);
  }

  @Override
  public void visit(CustomBlock block) {
    if (block instanceof TableBlock) {
      List<SourceSpan> spans = block.getSourceSpans();
      List<String> lines = MarkdownTable.of(block).lines();
      if (!lines.isEmpty()) {
        replace(spans, String.join("\n" + continuation(spans.getFirst()), lines));
      }
      return;
    }
    visitChildren(block);
  }

  @Override
  public void visit(FencedCodeBlock block) {
    List<SourceSpan> spans = block.getSourceSpans();
    SourceSpan opener = spans.getFirst();
    boolean closed = block.getClosingFenceLength() != null;
    for (int i = 1; i < spans.size() - (closed ? 1 : 0); i++) {
      breakMarks(spans.get(i));
    }
    fence(opener, block.getOpeningFenceLength());
    if (closed) {
      fence(spans.getLast(), block.getClosingFenceLength());
    } else {
      int end = end(spans.getLast());
      edits.add(new Edit(end, end, "\n" + continuation(opener) + Fences.MARK));
    }
  }

  @Override
  public void visit(IndentedCodeBlock block) {
    block.getSourceSpans().forEach(this::breakMarks);
  }

  @Override
  public void visit(HtmlBlock block) {
    block.getSourceSpans().forEach(this::breakMarks);
  }

  @Override
  public void visit(Paragraph paragraph) {
    StringBuilder text = new StringBuilder();
    paragraph.getSourceSpans().forEach(span -> text.append(slice(span)).append('\n'));
    if (Fences.isUnbalanced(text.toString())) {
      paragraph.getSourceSpans().forEach(this::breakMarks);
    }
  }

  /** Claude may write {@code 1.} for every item; a list cut in two would start again at 1. */
  @Override
  public void visit(OrderedList list) {
    Integer start = list.getMarkerStartNumber();
    int number = start == null ? 1 : start;
    List<Edit> renumbered = new ArrayList<>();
    int asWritten = 0;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      if (item instanceof ListItem && !item.getSourceSpans().isEmpty()) {
        int at = item.getSourceSpans().getFirst().getInputIndex();
        while (at < source.length() && source.charAt(at) == ' ') {
          at++;
        }
        int digits = at;
        while (digits < source.length() && Character.isDigit(source.charAt(digits))) {
          digits++;
        }
        String wanted = Integer.toString(number);
        renumbered.add(new Edit(at, digits, wanted));
        asWritten += source.substring(at, digits).equals(wanted) ? 1 : 0;
      }
      number++;
    }
    if (asWritten == 1 && renumbered.size() > 1) {
      edits.addAll(renumbered.subList(1, renumbered.size()));
    }
    visitChildren(list);
  }

  private void fence(SourceSpan line, int length) {
    int at = line.getInputIndex();
    while (source.charAt(at) == ' ' || source.charAt(at) == '\t') {
      at++;
    }
    if (length != 3 || source.charAt(at) != '`') {
      edits.add(new Edit(at, at + length, Fences.MARK));
    }
  }

  private void breakMarks(SourceSpan span) {
    String text = slice(span);
    String harmless = Fences.harmless(text);
    if (!harmless.equals(text)) {
      edits.add(new Edit(span.getInputIndex(), end(span), harmless));
    }
  }

  private static String withoutHashes(String heading) {
    int from = 0;
    while (from < heading.length() && heading.charAt(from) == '#') {
      from++;
    }
    String title = heading.substring(from).strip();
    int to = title.length();
    while (to > 0 && title.charAt(to - 1) == '#') {
      to--;
    }
    boolean closing =
        to == 0 || (to < title.length() && Character.isWhitespace(title.charAt(to - 1)));
    return closing ? title.substring(0, to).strip() : title;
  }

  /** What a further line of the same block needs before it: quote marks stay, a bullet is space. */
  private String continuation(SourceSpan span) {
    int lineStart = source.lastIndexOf('\n', span.getInputIndex() - 1) + 1;
    return source.substring(lineStart, span.getInputIndex()).replaceAll("[^>\\s]", " ");
  }

  private void replace(List<SourceSpan> spans, String text) {
    edits.add(new Edit(spans.getFirst().getInputIndex(), end(spans.getLast()), text));
  }

  private String slice(SourceSpan span) {
    return source.substring(span.getInputIndex(), end(span));
  }

  private static int end(SourceSpan span) {
    return span.getInputIndex() + span.getLength();
  }

  private String apply() {
    edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    StringBuilder out = new StringBuilder(source.length() + 64);
    int at = 0;
    for (Edit edit : edits) {
      if (edit.start >= at) {
        out.append(source, at, edit.start).append(edit.text);
        at = edit.end;
      }
    }
    return out.append(source, at, source.length()).toString();
  }
}
