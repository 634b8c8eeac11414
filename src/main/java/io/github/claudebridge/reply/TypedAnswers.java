package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What may be typed behind {@code vai answer N} in place of pressing something below a question.
 */
final class TypedAnswers {
  private TypedAnswers() {}

  /** The words, parted by bars; empty where there is nothing to press. */
  static String of(PostBody body) {
    Set<String> words = new LinkedHashSet<>();
    String part = "";
    if (body.menu() != null) {
      words.add("1,2");
    }
    for (PostBody.Button button : body.buttons()) {
      String[] id = button.id().split(":");
      switch (id[1]) {
        case "once", "session", "always", "deny", "decline", "cancel" -> words.add(id[1]);
        case "plan-edits", "plan-ask", "plan-more" -> words.add(id[1].substring("plan-".length()));
        case "pick" -> words.add(String.valueOf(Integer.parseInt(id[4]) + 1));
        case "own" -> {
          words.add("\"…\"");
          part = id[3].equals("0") ? "" : " --part " + (Integer.parseInt(id[3]) + 1);
        }
        case "fill" -> words.add("accept NAME=VALUE");
        default -> {} // the same word again, or with --reason
      }
    }
    return String.join(" | ", words) + part;
  }
}
