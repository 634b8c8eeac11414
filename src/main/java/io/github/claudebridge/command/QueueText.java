package io.github.claudebridge.command;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.reply.MessageLine;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.text.Names;
import java.util.List;

/** A queue and a session in words for a person in chat. What people wrote cannot format it. */
final class QueueText {
  private static final int MOST_LINES = 20;
  private static final int MOST_NAME = 30;

  private QueueText() {}

  /** What waits, first of all what goes to the agent next. */
  static String list(List<Delivery> waiting, Words words) {
    if (waiting.isEmpty()) {
      return words.say("queue.empty");
    }
    StringBuilder out = new StringBuilder(words.count("queue.head", text(waiting.size())));
    for (int i = 0; i < Math.min(waiting.size(), MOST_LINES); i++) {
      String line = MessageLine.of(waiting.get(i).message());
      out.append('\n').append(i + 1).append(". ").append(line);
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

  private static String text(int number) {
    return Integer.toString(number);
  }
}
