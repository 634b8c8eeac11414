package io.github.claudebridge.command;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.text.Names;
import java.util.List;

/** A queue and a session in words for a person in chat. What people wrote cannot format it. */
final class QueueText {
  private static final int MOST_LINES = 20;
  private static final int MOST_NAME = 30;
  private static final int MOST_TEXT = 55;

  private QueueText() {}

  /** What waits, first of all what goes to the agent next. */
  static String list(List<Delivery> waiting, Words words) {
    if (waiting.isEmpty()) {
      return words.say("queue.empty");
    }
    StringBuilder out = new StringBuilder(words.count("queue.head", text(waiting.size())));
    for (int i = 0; i < Math.min(waiting.size(), MOST_LINES); i++) {
      Delivery d = waiting.get(i);
      out.append('\n')
          .append(i + 1)
          .append(". **")
          .append(name(d))
          .append("** `")
          .append(line(d.message().text(), MOST_TEXT))
          .append('`');
      if (!d.message().attachments().isEmpty()) {
        out.append(" 📎").append(d.message().attachments().size());
      }
    }
    if (waiting.size() > MOST_LINES) {
      out.append('\n').append(words.say("queue.more", text(waiting.size() - MOST_LINES)));
    }
    return out.toString();
  }

  /** How a session is. */
  static String status(Session session, int waiting, Words words) {
    String line =
        words.say(
            "status",
            text(session.binding().session()),
            Names.label(session.binding().name(), MOST_NAME),
            words.say("state." + session.state().word()),
            words.count("status.waits", text(waiting)));
    String detail = session.detail();
    return detail == null ? line : line + "\n" + detail;
  }

  static String name(Delivery d) {
    return Names.label(d.message().author().label(), MOST_NAME);
  }

  /** The beginning of a text in one line that ends no code span. */
  static String line(String text, int most) {
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

  private static String text(int number) {
    return Integer.toString(number);
  }
}
