package io.github.claudebridge.text;

import io.github.claudebridge.text.MarkdownLine.Fence;
import io.github.claudebridge.text.MarkdownLine.Rank;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one message after the other from the front of a list of lines. */
final class MessageCut {

  private final List<MarkdownLine> lines;
  private final int limit;

  /** The line the next message starts with, and how much of it is out already. */
  private int line;

  private int offset;

  MessageCut(List<MarkdownLine> lines, int limit) {
    this.lines = lines;
    this.limit = limit;
  }

  boolean hasMore() {
    while (line < lines.size() && offset == 0 && at(line).fence() == null && at(line).isBlank()) {
      line++;
    }
    return line < lines.size();
  }

  String next() {
    int first = line;
    Fence reopened = at(first).fence();
    if (reopened != null && offset == 0 && isLastOf(first) && isCloser(at(first).text())) {
      // Only the closing line is left: the message before has closed the fence already.
      line++;
      return "";
    }
    StringBuilder message = new StringBuilder();
    if (reopened != null) {
      message.append(reopened.open()).append('\n');
    } else if (offset > 0) {
      message.append(at(first).quote());
    }
    int best = -1;
    int bestLength = 0;
    int i = first;
    for (; i < lines.size(); i++) {
      String text = i == first ? at(i).text().substring(offset) : at(i).text();
      boolean border = i > first && at(i).rank() != Rank.POOR;
      if (border && isBetter(i, best, bestLength, message.length())) {
        best = i;
        bestLength = message.length();
      }
      int separator = i > first ? 1 : 0;
      if (message.length() + separator + text.length() + closing(i) > limit) {
        break;
      }
      message.append(separator == 1 ? "\n" : "").append(text);
    }
    if (i == lines.size()) {
      line = i;
      return message.toString().stripTrailing();
    }
    if (best > first) {
      message.setLength(bestLength);
      line = best;
      offset = 0;
      return closed(message, at(best).fence());
    }
    return cutInside(message, first, i);
  }

  /** Of two equally good borders the later wins, and any wins over one in the first third. */
  private boolean isBetter(int candidate, int best, int bestLength, int length) {
    if (at(candidate).isBlank() && at(candidate).fence() == null) {
      return false;
    }
    if (best < 0) {
      return length > 0;
    }
    return bestLength < limit / 3 || at(candidate).rank().compareTo(at(best).rank()) <= 0;
  }

  private String cutInside(StringBuilder message, int first, int i) {
    MarkdownLine last = at(i);
    String text = i == first ? last.text().substring(offset) : last.text();
    int taken = i == first ? offset : 0;
    int room = limit - message.length() - (i > first ? 1 : 0) - closing(i);
    if (i > first && (room < limit / 4 || text.length() + overhead(last) <= limit)) {
      line = i;
      offset = 0;
      return closed(message, last.fence());
    }
    int end = last.fence() == null ? wordEnd(text, room) : Graphemes.cut(text, 0, room);
    message.append(i > first ? "\n" : "").append(text, 0, end);
    line = i;
    offset = taken + end;
    while (last.fence() == null
        && offset < last.text().length()
        && last.text().charAt(offset) == ' ') {
      offset++;
    }
    if (offset >= last.text().length()) {
      line++;
      offset = 0;
    }
    return closed(message, last.fence());
  }

  private static int wordEnd(String text, int room) {
    for (int end = Math.min(room, text.length() - 1); end > room / 2; end--) {
      char c = text.charAt(end);
      boolean afterStop = "。、！？，；".indexOf(text.charAt(end - 1)) >= 0;
      boolean open =
          c != ' ' && Character.getType(c) != Character.NON_SPACING_MARK && c != '\u200D';
      if ((c == ' ' && text.charAt(end - 1) != ' ') || (afterStop && open && c < '\uFE00')) {
        return end;
      }
    }
    return Graphemes.cut(text, 0, room);
  }

  private int overhead(MarkdownLine of) {
    Fence fence = of.fence();
    return fence == null ? of.quote().length() : fence.open().length() + fence.close().length() + 2;
  }

  /** What must be kept free after line {@code i} to close the fence that is open there. */
  private int closing(int i) {
    Fence after = i + 1 < lines.size() ? at(i + 1).fence() : null;
    Fence here = at(i).fence();
    Fence open = here != null && !isLastOf(i) ? here : after != here ? after : null;
    return open == null ? 0 : open.close().length() + 1;
  }

  private static boolean isCloser(String text) {
    return text.replace(">", "").strip().equals(Fences.MARK);
  }

  private boolean isLastOf(int i) {
    return i + 1 >= lines.size() || at(i + 1).fence() != at(i).fence();
  }

  private String closed(StringBuilder message, @Nullable Fence fence) {
    if (fence == null) {
      return message.toString().stripTrailing();
    }
    return message.append('\n').append(fence.close()).toString();
  }

  private MarkdownLine at(int i) {
    return lines.get(i);
  }
}
