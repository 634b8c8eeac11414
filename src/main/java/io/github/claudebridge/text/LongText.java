package io.github.claudebridge.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reply in the form a channel can bear: as messages, or as a preview and a file. */
public sealed interface LongText {

  /** How many messages of a reply a channel bears by default. */
  int DEFAULT_MAX_MESSAGES = 6;

  /** The whole reply as messages; empty where the reply was blank. */
  record Posts(List<String> messages) implements LongText {
    public Posts {
      messages = List.copyOf(messages);
    }
  }

  /**
   * The start of a reply and the whole of it as a file.
   *
   * @param messages the first messages, as a reader would have seen them
   * @param fileName what to call the file
   * @param content the Markdown as it was written, in UTF-8
   * @param left how many messages are only in the file
   */
  record Preview(List<String> messages, String fileName, byte[] content, int left)
      implements LongText {
    public Preview {
      messages = List.copyOf(messages);
      content = content.clone();
    }

    @Override
    public byte[] content() {
      return content.clone();
    }
  }

  /**
   * Decides by the number of messages.
   *
   * @param maxMessages the most messages that are posted, at least 1; a longer reply becomes a file
   *     with the first third of them (at least one) as its preview
   * @throws IllegalArgumentException if {@code maxMessages} is below 1
   */
  static LongText of(String markdown, MarkdownSplitter splitter, int maxMessages) {
    if (maxMessages < 1) {
      throw new IllegalArgumentException("maxMessages is " + maxMessages + "; give 1 or more");
    }
    List<String> messages = splitter.split(markdown);
    if (messages.size() <= maxMessages) {
      return new Posts(messages);
    }
    int shown = Math.max(1, maxMessages / 3);
    return new Preview(
        messages.subList(0, shown),
        "answer.md",
        WellFormed.of(markdown).getBytes(StandardCharsets.UTF_8),
        messages.size() - shown);
  }
}
