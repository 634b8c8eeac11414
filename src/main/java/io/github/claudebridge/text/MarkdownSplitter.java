package io.github.claudebridge.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Claude's Markdown cut into Discord messages.
 *
 * <p>A message ends at the best border in its last part: between blocks, else between list items or
 * nested blocks, else between lines, else between words. A fence that must be cut is closed and
 * opened again with its language. Nothing is lost but white space; what is added are those fences.
 * Work is linear in the input.
 */
public final class MarkdownSplitter {

  /** Discord's limit for one message, counted here in UTF-16 units to be safe. */
  public static final int DISCORD_LIMIT = 2_000;

  private static final int MIN_LIMIT = 200;

  private final int limit;

  /**
   * @param limit the most UTF-16 units in one message, at least {@value #MIN_LIMIT}
   * @throws IllegalArgumentException if the limit is below that
   */
  public MarkdownSplitter(int limit) {
    if (limit < MIN_LIMIT) {
      throw new IllegalArgumentException("limit is " + limit + "; give " + MIN_LIMIT + " or more");
    }
    this.limit = limit;
  }

  /** Returns the messages, none of them blank; none at all for blank Markdown. */
  public List<String> split(String markdown) {
    List<MarkdownLine> lines = MarkdownLine.of(DiscordMarkdown.of(markdown));
    List<String> messages = new ArrayList<>();
    MessageCut cut = new MessageCut(lines, limit);
    while (cut.hasMore()) {
      String message = cut.next();
      if (!message.isBlank()) {
        messages.add(message);
      }
    }
    return messages;
  }
}
