package io.github.claudebridge.reply;

import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Grant;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Option;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import io.github.claudebridge.text.ControlText;
import io.github.claudebridge.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The posts that ask people a question: all that they need to decide, on a phone, and what they may
 * press. What does not fit goes along as a file, and the post says so.
 */
public final class QuestionPosts {
  /** What is left free for the line that says how it was answered. */
  private static final int FOR_ANSWER = 300;

  private static final int ROOM = PostBody.MAX_TEXT - FOR_ANSWER;
  private static final int MOST_NAME = 80;
  private static final int MOST_PATH = 200;
  private static final int MOST_PURPOSE = 200;
  private static final int MOST_RULES = 300;

  private final AnswerPosts answers;
  private final KeptTexts files;
  private final UnaryOperator<String> redaction;
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
    this.redaction = redaction;
    this.words = words;
  }

  /** What a question's posts say, in order; the last one, or each part's, has what to press. */
  public List<PostBody> of(Question q) {
    List<PostBody> bodies =
        switch (q.matter()) {
          case Permission p -> List.of(permission(q, p));
          case Plan p -> plan(q, p);
          case Choice c -> choice(q, c);
          case Form f -> List.of(form(q, f));
        };
    return bodies.stream().map(this::cleaned).toList();
  }

  /** What is written on buttons and in lists holds no secrets either. */
  private PostBody cleaned(PostBody body) {
    PostBody.Menu menu = body.menu();
    return new PostBody(
        body.text(),
        body.replyTo(),
        body.files(),
        body.mentions(),
        body.buttons().stream()
            .map(b -> new PostBody.Button(b.id(), cut(redacted(b.label()), MOST_NAME), b.style()))
            .toList(),
        menu == null
            ? null
            : new PostBody.Menu(
                menu.id(),
                menu.hint(),
                menu.most(),
                menu.entries().stream()
                    .map(
                        e ->
                            new PostBody.Entry(
                                e.value(), cut(redacted(e.label()), 100), cut(redacted(e.more()), 100)))
                    .toList()));
  }

  private PostBody permission(Question q, Permission p) {
    String target = p.target() == null ? "" : line(p.target(), MOST_PATH);
    String head =
        words.say(
            target.isEmpty() ? "question.permission" : "question.permission.on",
            asker(q),
            Names.label(p.tool().replace('_', '-'), MOST_NAME).equals(p.tool())
                ? p.tool()
                : line(p.tool(), MOST_NAME),
            line(q.directory(), MOST_PATH),
            target);
    StringBuilder tail = new StringBuilder();
    if (p.session() != null) {
      tail.append('\n').append(words.say("question.session", grant(p.session())));
    }
    if (p.always() != null) {
      tail.append('\n').append(words.say("question.always", grant(p.always())));
    }
    String purpose = p.purpose() == null ? "" : "\n> " + line(redacted(p.purpose()), MOST_PURPOSE);
    int room = ROOM - head.length() - purpose.length() - tail.length() - 160;
    return quoted(q, head + purpose, redacted(p.detail()), p.language(), room, tail.toString())
        .withButtons(QuestionButtons.permission(q, p, words));
  }

  private PostBody quoted(
      Question q, String head, String text, String language, int room, String tail) {
    Quoted quoted = Quoted.of(text, language, room);
    StringBuilder all = new StringBuilder(head);
    if (!quoted.block().isEmpty()) {
      all.append('\n').append(quoted.block());
    }
    if (quoted.left() > 0) {
      all.append('\n').append(words.say("question.more", Integer.toString(quoted.left())));
    }
    if (quoted.unseen()) {
      all.append('\n').append(words.say("question.unseen"));
    }
    PostBody body = PostBody.of(fit(all.append(tail).toString()));
    return quoted.file() == null
        ? body
        : body.with(
            List.of(
                files.keep(q.session(), "question-" + q.id(), name(language), quoted.file())));
  }

  private static String name(String language) {
    return "whole." + (language.isEmpty() ? "txt" : language);
  }

  private String grant(Grant grant) {
    List<String> parts = new ArrayList<>();
    grant.rules().forEach(rule -> parts.add(code(redacted(rule))));
    grant.directories().forEach(each -> parts.add(words.say("grant.directory", line(each, MOST_PATH))));
    if (grant.mode() != null) {
      parts.add(
          grant.mode().equals("acceptEdits")
              ? words.say("grant.edits")
              : words.say("grant.mode", line(grant.mode(), MOST_NAME)));
    }
    String all = String.join(", ", parts);
    return all.length() <= MOST_RULES ? all : words.say("grant.many", Integer.toString(parts.size()));
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
          new StringBuilder("❓ **").append(escaped(redacted(item.question()))).append("**").append(count);
      StringBuilder brief = new StringBuilder(cut(whole.toString(), ROOM / 2));
      for (int o = 0; o < item.options().size(); o++) {
        Option option = item.options().get(o);
        String label = "\n" + (o + 1) + ". **" + escaped(redacted(option.label())) + "**";
        String more = redacted(option.description()).strip();
        whole.append(label).append(more.isEmpty() ? "" : "\n" + more.indent(4).stripTrailing());
        brief.append(cut(label, 80)).append(more.isEmpty() ? "" : " · " + line(more, 80));
      }
      String some = item.several() ? "\n" + words.say("question.several") : "";
      PostBody body =
          whole.length() + some.length() <= ROOM
              ? PostBody.of(whole + some)
              : PostBody.of(cut(brief.toString(), ROOM - 100) + "\n" + words.say("question.rest") + some)
                  .with(
                      List.of(
                          files.keep(
                              q.session(), "question-" + q.id() + "-" + i, "whole.md", whole.toString())));
      bodies.add(
          body.withButtons(QuestionButtons.choice(q, i, item, words))
              .withMenu(QuestionButtons.menu(q, i, item, words)));
    }
    return bodies;
  }

  private PostBody form(Question q, Form f) {
    StringBuilder text =
        new StringBuilder(words.say("question.form", line(f.server(), MOST_NAME)))
            .append("\n> ")
            .append(line(redacted(f.message()), 800));
    for (Field field : f.fields()) {
      text.append("\n• **").append(escaped(line(field.title(), MOST_NAME))).append("**");
      String hint = hint(field, words);
      text.append(hint.isEmpty() ? "" : " – " + line(hint, 150));
      text.append(field.required() ? " " + words.say("field.required") : "");
    }
    return PostBody.of(cut(text.toString(), ROOM))
        .withButtons(QuestionButtons.form(q, words));
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
    return field.hint().isBlank() ? type : type.isEmpty() ? field.hint() : field.hint() + "; " + type;
  }

  /** Who asks: the main agent, or a sub-agent by its name. */
  private String asker(Question q) {
    return q.agentId() == null
        ? words.say("question.agent")
        : words.say(
            "question.subagent",
            Names.label(q.agentType() == null ? "?" : q.agentType(), MOST_NAME));
  }

  private String redacted(String text) {
    return redaction.apply(text);
  }

  private static String code(String text) {
    return "`" + line(text, MOST_PATH) + "`";
  }

  /** One line that ends no code span; only its end is cut. */
  private static String line(@Nullable String text, int most) {
    String flat = text == null ? "" : text.replaceAll("\\s+", " ").replace('`', '\'').strip();
    return cut(ControlText.visible(flat), most);
  }

  private static String escaped(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("([*_~`|\\\\])", "\\\\$1").strip();
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static String fit(String text) {
    return cut(text, PostBody.MAX_TEXT);
  }
}
