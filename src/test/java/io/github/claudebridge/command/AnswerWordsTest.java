package io.github.claudebridge.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudebridge.command.FormValues.BadValueException;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.Field;
import io.github.claudebridge.model.Question.FieldType;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Grant;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Matter;
import io.github.claudebridge.model.Question.Option;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.reply.Words;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type and write as an answer is read, and what does not fit is told plainly. */
class AnswerWordsTest {
  private static final Grant CURL = new Grant(List.of("Bash(curl *)"), List.of(), null);
  private static final Permission COMMAND =
      new Permission("Bash", null, null, "curl x", "sh", CURL, null);
  private static final List<Field> FIELDS =
      List.of(
          new Field("name", "Name", "", FieldType.TEXT, List.of(), true),
          new Field("age", "Age", "", FieldType.INTEGER, List.of(), false),
          new Field("size", "Size", "", FieldType.NUMBER, List.of(), false),
          new Field("ok", "Fine", "", FieldType.BOOLEAN, List.of(), false),
          new Field("hue", "Hue", "", FieldType.CHOICE, List.of("red", "green"), false));

  private static Question question(Matter matter) {
    return new Question(
        5, 1, null, null, null, "/", matter, Instant.EPOCH, State.OPEN, null, null, null);
  }

  private static Answer read(Matter matter, String word) throws OrderException {
    return AnswerWords.read(question(matter), word, "why", List.of());
  }

  @Test
  void aPermissionIsGivenByWordOrNumber() throws Exception {
    assertThat(AnswerWords.offered(question(COMMAND))).containsExactly("once", "session", "deny");
    assertThat(read(COMMAND, "once")).isEqualTo(new Answer.Allow(Scope.ONCE));
    assertThat(read(COMMAND, "YES")).isEqualTo(new Answer.Allow(Scope.ONCE));
    assertThat(read(COMMAND, "2")).isEqualTo(new Answer.Allow(Scope.SESSION));
    assertThat(read(COMMAND, "3")).isEqualTo(new Answer.Deny("why"));
    assertThat(read(new Plan(""), "edits")).isEqualTo(new Answer.Approve(true));
    assertThat(read(new Plan(""), "more")).isEqualTo(new Answer.Revise("why"));
  }

  @ParameterizedTest
  @CsvSource({"always", "4", "0", "sure", "''"})
  void whatIsNotOfferedIsNoAnswer(String word) {
    assertThatExceptionOfType(OrderException.class)
        .isThrownBy(() -> read(COMMAND, word))
        .withMessageContaining("question 5")
        .matches(e -> e.mend().contains("once, session, deny"));
  }

  @Test
  void aChoiceIsItsNumbersItsWordsOrOnesOwn() {
    List<Option> options = List.of(new Option("Red, dark", ""), new Option("Green", ""));
    Item one = new Item("Q", "", false, options);
    assertThat(AnswerWords.choice(one, "2")).isEqualTo("Green");
    assertThat(AnswerWords.choice(one, "Red, dark")).isEqualTo("Red, dark");
    assertThat(AnswerWords.choice(one, "3")).isEqualTo("3");
    assertThat(AnswerWords.choice(one, " my own ")).isEqualTo("my own");
    Item several = new Item("Q", "", true, options);
    assertThat(AnswerWords.choice(several, "1, 2")).isEqualTo("Red, dark, Green");
    assertThat(AnswerWords.choice(several, "1, 7")).isEqualTo("1, 7");
  }

  @Test
  void aFormIsReadByItsTypes() throws Exception {
    assertThat(
            AnswerWords.read(
                question(new Form("rig", "m", FIELDS)),
                "accept",
                null,
                List.of("name=Ann=Bob", "age=3", "size=1.5", "ok=no", "hue=GREEN")))
        .isEqualTo(
            new Answer.Filled(
                Map.of("name", "Ann=Bob", "age", 3L, "size", 1.5, "ok", false, "hue", "green")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age=3          | “Name” must be given.",
        "age=three      | “Age” has to be a whole number, not “three”.",
        "age=1.5        | “Age” has to be a whole number, not “1.5”.",
        "size=big       | “Size” has to be a number, not “big”.",
        "ok=maybe       | “Fine” has to be yes or no, not “maybe”.",
        "hue=blue       | “Hue” has to be one of red / green, not “blue”."
      })
  void whatDoesNotFitAFieldIsTold(String value, String told) {
    String name = value.startsWith("age=3") ? "" : "name=Ann\n";
    assertThatExceptionOfType(BadValueException.class)
        .isThrownBy(
            () ->
                FormValues.read(
                    FIELDS, FormValues.lines(name + value), new Words(Locale.ENGLISH)))
        .withMessage(told);
  }
}
