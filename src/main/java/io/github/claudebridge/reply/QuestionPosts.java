package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.PostBody.Menu;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Option;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import io.github.claudebridge.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The posts that ask people a question: all that they need to decide, on a phone, and what they may
 * press. What does not fit goes along as a file, and the post says so.
 */
public final class QuestionPosts {
  /** What is left free for the line that says how it was answered. */
  private static final int FOR_ANSWER = 300;

  private static final int ROOM = PostBody.MAX_TEXT - FOR_ANSWER;
  private static final int MOST_NAME = 80;
  private static final int MOST_MESSAGE = 600;
  private static final int MOST_HINT = 150;
  private static final int FOR_NOTES = 120;

  private final AnswerPosts answers;
  private final KeptTexts files;
  private final QuestionText text;
  private final PermissionPost permissions;
  private final Words words;

  /**
   * Posts for all sessions.
   *
   * @param redaction takes secrets out, before a text is cut
   */
  public QuestionPosts(
      AnswerPosts answers, KeptTexts files, UnaryOperator<String> redaction, Words words) {
    this.answers = answers;
    this.files = files;
    this.text = new QuestionText(redaction);
    this.permissions = new PermissionPost(text, files, words);
    this.words = words;
  }

  /** What a question's posts say, in order; the last one, or each part's, has what to press. */
  public List<PostBody> of(Question q) {
    return switch (q.matter()) {
      case Permission p -> List.of(permissions.of(q, p, asker(q), ROOM));
      case Plan p -> plan(q, p);
      case Choice c -> choice(q, c);
      case Form f -> List.of(form(q, f));
    };
  }

  private List<PostBody> plan(Question q, Plan p) {
    String head = words.say("question.plan", asker(q));
    String text = p.text().isBlank() ? words.say("question.plan.empty") : p.text();
    List<PostBody> bodies =
        new ArrayList<>(answers.of(q.session(), "question-" + q.id(), head + "\n\n" + text));
    if (bodies.getLast().text().length() > ROOM) {
      bodies.add(PostBody.of(words.say("question.plan.decide")));
    }
    bodies.set(
        bodies.size() - 1, bodies.getLast().withButtons(QuestionButtons.plan(q, words)));
    return bodies;
  }

  private List<PostBody> choice(Question q, Choice c) {
    List<PostBody> bodies = new ArrayList<>();
    for (int i = 0; i < c.items().size(); i++) {
      Item item = c.items().get(i);
      String count = c.items().size() == 1 ? "" : " (" + (i + 1) + "/" + c.items().size() + ")";
      StringBuilder whole =
          new StringBuilder("❓ **")
              .append(text.escaped(item.question()))
              .append("**")
              .append(count);
      StringBuilder brief = new StringBuilder(QuestionText.cut(whole.toString(), ROOM / 2));
      for (int o = 0; o < item.options().size(); o++) {
        Option option = item.options().get(o);
        String label = "\n" + (o + 1) + ". **" + text.escaped(option.label()) + "**";
        String more = text.redacted(option.description()).strip();
        whole.append(label).append(more.isEmpty() ? "" : "\n" + more.indent(4).stripTrailing());
        brief.append(QuestionText.cut(label, 80));
        brief.append(more.isEmpty() ? "" : " · " + text.line(more, 80));
      }
      String some = item.several() ? "\n" + words.say("question.several") : "";
      if (item.options().size() > Menu.MOST_ENTRIES) {
        some += "\n" + words.say("question.beyond", Integer.toString(Menu.MOST_ENTRIES));
      }
      bodies.add(
          whole(q, "question-" + q.id() + "-" + i, whole.toString(), brief.toString(), some)
              .withButtons(QuestionButtons.choice(q, i, item, text, words))
              .withMenu(QuestionButtons.menu(q, i, item, text, words)));
    }
    return bodies;
  }

  /** All of a text where it fits, else in short, with all of it in a file. */
  private PostBody whole(Question q, String place, String all, String brief, String tail) {
    return all.length() + tail.length() <= ROOM
        ? PostBody.of(all + tail)
        : PostBody.of(
                QuestionText.cut(brief, ROOM - FOR_NOTES - tail.length())
                    + "\n"
                    + words.say("question.rest")
                    + tail)
            .with(List.of(files.keep(q.session(), place, "whole.md", all)));
  }

  private PostBody form(Question q, Form f) {
    return whole(
            q,
            "question-" + q.id(),
            form(f, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
            form(f, MOST_MESSAGE, MOST_NAME, MOST_HINT),
            "")
        .withButtons(QuestionButtons.form(q, words));
  }

  private String form(Form f, int message, int name, int most) {
    StringBuilder all =
        new StringBuilder(words.say("question.form", text.line(f.server(), name)))
            .append("\n> ")
            .append(text.line(f.message(), message));
    for (Field field : f.fields()) {
      all.append("\n• **").append(QuestionText.cut(text.escaped(field.title()), name)).append("**");
      String hint = hint(field, words);
      all.append(hint.isEmpty() ? "" : " – " + text.line(hint, most));
      all.append(field.required() ? " " + words.say("field.required") : "");
    }
    return all.toString();
  }

  /** What may stand in a field, in words. */
  public static String hint(Field field, Words words) {
    String type =
        switch (field.type()) {
          case TEXT -> "";
          case NUMBER -> words.say("field.number");
          case INTEGER -> words.say("field.integer");
          case BOOLEAN -> words.say("field.boolean");
          case CHOICE -> words.say("field.choice", String.join(" / ", field.choices()));
        };
    return field.hint().isBlank()
        ? type
        : type.isEmpty() ? field.hint() : field.hint() + "; " + type;
  }

  /** Who asks: the main agent, or a sub-agent by its name. */
  private String asker(Question q) {
    return q.agentId() == null
        ? words.say("question.agent")
        : words.say(
            "question.subagent",
            Names.label(q.agentType() == null ? "?" : q.agentType(), MOST_NAME));
  }
}
