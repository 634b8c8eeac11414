package io.github.claudebridge.command;

import io.github.claudebridge.command.QuestionForm.Input;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.model.Question.FieldType;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.reply.QuestionButtons;
import io.github.claudebridge.reply.QuestionPosts;
import io.github.claudebridge.reply.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The forms that people write reasons, feedback, own answers and fields into. */
final class QuestionForms {
  /** The input of a form that has only one. */
  static final String TEXT = "text";

  private static final int MOST_INPUTS = QuestionForm.MOST_INPUTS;
  private static final String FIELD = "field-";

  private final Words words;

  QuestionForms(Words words) {
    this.words = words;
  }

  /** The form that a button opens. */
  QuestionForm of(Press press, Question question) {
    String id =
        QuestionButtons.PREFIX + press.what() + ":" + press.question() + ":" + press.part();
    return switch (press.what()) {
      case "plan-more" ->
          one(id, words.say("form.plan"), words.say("form.plan.label"), false);
      case "own" -> one(id, words.say("form.own"), item(question, press.part()), true);
      case "fill" ->
          question.matter() instanceof Form form
              ? new QuestionForm(id, form.server(), inputs(form))
              : one(id, words.say("button.fill"), words.say("button.fill"), true);
      default -> one(id, words.say("form.reason"), words.say("form.reason.label"), true);
    };
  }

  private static QuestionForm one(String id, String title, String label, boolean required) {
    return new QuestionForm(id, title, List.of(new Input(TEXT, label, "", "", true, required)));
  }

  private String item(Question question, int part) {
    return question.matter() instanceof Choice choice && part < choice.items().size()
        ? choice.items().get(part).question()
        : words.say("form.own");
  }

  private List<Input> inputs(Form form) {
    List<Field> fields = form.fields();
    if (fields.size() > MOST_INPUTS) {
      StringBuilder lines = new StringBuilder();
      fields.forEach(f -> lines.append(f.name()).append(": \n"));
      return List.of(
          new Input(TEXT, words.say("form.lines"), "", lines.toString(), true, true));
    }
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      inputs.add(
          new Input(
              FIELD + i,
              field.title(),
              QuestionPosts.hint(field, words),
              "",
              field.type() == FieldType.TEXT,
              field.required()));
    }
    return inputs;
  }

  /** What was written, by the names of the fields. */
  Map<String, String> written(Form form, Map<String, String> inputs) {
    if (form.fields().size() > MOST_INPUTS) {
      return FormValues.lines(inputs.getOrDefault(TEXT, ""));
    }
    Map<String, String> written = new LinkedHashMap<>();
    for (int i = 0; i < form.fields().size(); i++) {
      written.put(form.fields().get(i).name(), inputs.getOrDefault(FIELD + i, ""));
    }
    return written;
  }
}
