package io.github.claudebridge.text;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * One line of Markdown and what cutting before it costs.
 *
 * @param text the line without its line feed
 * @param rank how good a border is before it
 * @param fence the fence it is the inside or the end of, or null
 * @param quote the quote marks that the rest of the line needs if the line itself is cut, or ""
 */
record MarkdownLine(String text, Rank rank, @Nullable Fence fence, String quote) {

  /** How good a place is for a cut, the best first. */
  enum Rank {
    BLOCK,
    ITEM,
    NESTED,
    LINE,
    /** Straight after an opening fence or straight before a closing one, or below a heading. */
    POOR
  }

  /**
   * A code block's fence.
   *
   * @param open the line that opens it again in a new message
   * @param close the line that closes it
   */
  record Fence(String open, String close) {}

  boolean isBlank() {
    return text.isBlank();
  }

  /** Reads Markdown whose fences are all three backticks and all closed. */
  static List<MarkdownLine> of(String markdown) {
    String[] texts = markdown.split("\n", -1);
    Rank[] ranks = new Rank[texts.length];
    Fence[] fences = new Fence[texts.length];
    String[] quotes = new String[texts.length];
    Node document = MarkdownParser.parse(markdown);
    document.accept(
        new AbstractVisitor() {
          private String quote = "";

          @Override
          public void visit(BlockQuote block) {
            String outer = quote;
            quote = outer.length() > 20 ? outer : outer + "> ";
            border(block);
            visitChildren(block);
            quote = outer;
          }

          @Override
          public void visit(BulletList list) {
            border(list);
            visitChildren(list);
          }

          @Override
          public void visit(OrderedList list) {
            border(list);
            visitChildren(list);
          }

          @Override
          public void visit(ListItem item) {
            border(item);
            visitChildren(item);
          }

          @Override
          public void visit(Paragraph block) {
            border(block);
          }

          @Override
          public void visit(HtmlBlock block) {
            border(block);
          }

          @Override
          public void visit(IndentedCodeBlock block) {
            border(block);
          }

          @Override
          public void visit(FencedCodeBlock block) {
            border(block);
            List<SourceSpan> spans = block.getSourceSpans();
            int first = spans.getFirst().getLineIndex();
            int last = spans.getLast().getLineIndex();
            String opener = texts[first];
            String lead = lead(opener.substring(0, Math.max(0, opener.indexOf(Fences.MARK))));
            Fence fence =
                new Fence(lead + Fences.MARK + language(block.getInfo()), lead + Fences.MARK);
            for (int line = first + 1; line <= last; line++) {
              fences[line] = fence;
              ranks[line] = line == first + 1 || line == last ? Rank.POOR : Rank.LINE;
            }
          }

          private Rank rank(Block block) {
            if (block.getParent() == document) {
              return Rank.BLOCK;
            }
            boolean item = block instanceof ListItem && block.getParent().getParent() == document;
            return item ? Rank.ITEM : Rank.NESTED;
          }

          private void border(Block block) {
            List<SourceSpan> spans = block.getSourceSpans();
            if (spans.isEmpty()) {
              return;
            }
            int first = spans.getFirst().getLineIndex();
            if (ranks[first] == null) {
              ranks[first] = rank(block);
            }
            for (SourceSpan span : quote.isEmpty() ? List.<SourceSpan>of() : spans) {
              quotes[span.getLineIndex()] = quote;
            }
          }
        });
    List<MarkdownLine> lines = new ArrayList<>(texts.length);
    boolean heading = false;
    for (int i = 0; i < texts.length; i++) {
      Rank rank = ranks[i] == null ? Rank.LINE : ranks[i];
      boolean blank = texts[i].isBlank();
      lines.add(
          new MarkdownLine(
              texts[i], heading ? Rank.POOR : rank, fences[i], quotes[i] == null ? "" : quotes[i]));
      heading = fences[i] == null && (texts[i].startsWith("#") || (heading && blank));
    }
    return lines;
  }

  private static String lead(String prefix) {
    String lead = prefix.replaceAll("[^>\\s]", " ");
    return lead.length() > 24 ? "" : lead;
  }

  /** The language alone: Discord takes a first line of any other shape for code. */
  private static String language(@Nullable String info) {
    String word = info == null ? "" : info.strip().split("\\s", 2)[0];
    return word.length() <= 20 && word.matches("[A-Za-z0-9_+\\-.#]*") ? word : "";
  }
}
