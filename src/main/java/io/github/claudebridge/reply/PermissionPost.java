package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Grant;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.text.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The post that asks whether a tool may be used: who asks, all that it would do, and all that a
 * lasting yes would grant. Nothing is cut unseen: what does not fit is in a file, and the post says
 * so.
 */
final class PermissionPost {
  private static final int MOST_NAME = 80;
  private static final int MOST_PATH = 200;
  private static final int MOST_PURPOSE = 200;
  private static final int MOST_RULES = 200;
  private static final int FOR_NOTES = 200;

  private final QuestionText text;
  private final KeptTexts files;
  private final Words words;

  PermissionPost(QuestionText text, KeptTexts files, Words words) {
    this.text = text;
    this.files = files;
    this.words = words;
  }

  /**
   * The post.
   *
   * @param asker who asks, in words
   * @param room how many characters it may have
   */
  PostBody of(Question q, Permission p, String asker, int room) {
    List<Path> attached = new ArrayList<>();
    String head = head(q, p, asker, MOST_NAME, MOST_PATH, MOST_PURPOSE);
    String whole = head(q, p, asker, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    String tail = "";
    if (!head.equals(whole)) {
      attached.add(keep(q, "request.md", whole));
      tail += "\n" + words.say("question.rest");
    }
    if (p.session() != null) {
      tail += "\n" + words.say("question.session", grant(q, "session", p.session(), attached));
    }
    if (p.always() != null) {
      tail += "\n" + words.say("question.always", grant(q, "always", p.always(), attached));
    }
    int left = room - head.length() - tail.length() - FOR_NOTES;
    Quoted quoted = Quoted.of(text.redacted(p.detail()), p.language(), left);
    StringBuilder all = new StringBuilder(head);
    if (!quoted.block().isEmpty()) {
      all.append('\n').append(quoted.block());
    }
    if (quoted.left() > 0) {
      all.append('\n').append(words.count("question.more", Integer.toString(quoted.left())));
    }
    if (quoted.unseen()) {
      all.append('\n').append(words.say("question.unseen"));
    }
    if (quoted.file() != null) {
      String ending = p.language().isEmpty() ? "txt" : p.language();
      attached.addFirst(keep(q, "whole." + ending, quoted.file()));
    }
    return PostBody.of(all.append(tail).toString())
        .with(attached)
        .withButtons(QuestionButtons.permission(q, p, text, words));
  }

  private String head(Question q, Permission p, String asker, int name, int path, int purpose) {
    String target = text.line(p.target(), path);
    boolean plain = Names.label(p.tool().replace('_', '-'), MOST_NAME).equals(p.tool());
    String head =
        words.say(
            target.isEmpty() ? "question.permission" : "question.permission.on",
            asker,
            plain ? p.tool() : text.line(p.tool(), name),
            text.line(q.directory(), path),
            target);
    return p.purpose() == null ? head : head + "\n> " + text.line(p.purpose(), purpose);
  }

  /** What a lasting yes would grant: each rule in full, or all of them in a file. */
  private String grant(Question q, String name, Grant grant, List<Path> attached) {
    List<String> parts = new ArrayList<>();
    grant.rules().forEach(rule -> parts.add("`" + text.line(rule) + "`"));
    grant.directories().forEach(each -> parts.add(words.say("grant.directory", text.line(each))));
    if (grant.mode() != null) {
      parts.add(
          grant.mode().equals("acceptEdits")
              ? words.say("grant.edits")
              : words.say("grant.mode", text.line(grant.mode())));
    }
    String all = String.join(", ", parts);
    if (all.length() <= MOST_RULES) {
      return all;
    }
    Path file = keep(q, name + ".md", String.join("\n", parts));
    attached.add(file);
    return words.say(
        "grant.many", file.getFileName().toString(), Integer.toString(parts.size()));
  }

  private Path keep(Question q, String name, String all) {
    return files.keep(q.session(), "question-" + q.id(), name, all);
  }
}
