package io.github.claudebridge.reply;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.text.Names;

/** A message in one line of a post: who wrote it, and how it begins. */
public final class MessageLine {
  private static final int MOST_NAME = 30;
  private static final int MOST_TEXT = 55;

  private MessageLine() {}

  /** The line; what people wrote cannot format it. */
  public static String of(Message message) {
    String files = message.attachments().isEmpty() ? "" : " 📎" + message.attachments().size();
    return "**" + name(message) + "** `" + beginning(message.text(), MOST_TEXT) + "`" + files;
  }

  /** Who wrote it. */
  public static String name(Message message) {
    return Names.label(message.author().label(), MOST_NAME);
  }

  /** The beginning of a text in one line that ends no code span. */
  public static String beginning(String text, int most) {
    String flat = text.replaceAll("[\\s\\p{Cntrl}]+", " ").replace('`', '\'').strip();
    if (flat.isEmpty()) {
      return "…";
    }
    if (flat.length() <= most) {
      return flat;
    }
    int end = Character.isHighSurrogate(flat.charAt(most - 2)) ? most - 2 : most - 1;
    return flat.substring(0, end) + "…";
  }
}
