package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.ScreenState.Dialog;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.Item;
import io.github.claudebridge.model.Question.Matter;
import io.github.claudebridge.model.Question.Option;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A question is known again on recorded screens, and answered by the digits that stand there. */
class QuestionDialogTest {
  private static Dialog dialog(String screen) throws Exception {
    Path file = Path.of("src/test/resources/screens", screen, "screen.txt");
    return (Dialog) ScreenReader.read(Files.readAllLines(file));
  }

  private static Permission command(String command) {
    return new Permission("Bash", null, null, command, "sh", null, null);
  }

  private static Matter ask(String question, boolean several, String... labels) {
    List<Option> options = List.of(labels).stream().map(l -> new Option(l, "")).toList();
    return new Choice(List.of(new Item(question, "", several, options)));
  }

  private static boolean same(Matter matter, String screen) throws Exception {
    Dialog shown = dialog(screen);
    return QuestionDialog.same(matter, shown.kind().name(), shown.text());
  }

  @Test
  void aQuestionIsKnownByItsKindAndItsWords() throws Exception {
    assertThat(same(command("rm -rf /home/proj1/x1"), "v329_11_perm_bash")).isTrue();
    assertThat(same(command("rm -rf /home/proj1/other"), "v329_11_perm_bash")).isFalse();
    assertThat(same(new Plan(""), "v329_11_perm_bash")).isFalse();
    Permission write =
        new Permission("Write", null, "/home/proj1/new_a.txt", "hello", "", null, null);
    assertThat(same(write, "v329_13_perm_write")).isTrue();
    assertThat(same(ask("Which colour?", false), "v329_30_ask_single")).isTrue();
    assertThat(same(ask("Which car?", false), "v329_30_ask_single")).isFalse();
    assertThat(same(new Plan("my plan"), "v329_145_plan_with_file")).isTrue();
  }

  @Test
  void aPermissionIsAnsweredByTheDigitBesideItsWord() throws Exception {
    Matter asked = command("rm -rf /home/proj1/x1");
    Dialog shown = dialog("v329_11_perm_bash");
    assertThat(QuestionDialog.keys(asked, new Answer.Allow(Scope.ONCE), shown))
        .containsExactly("1");
    assertThat(QuestionDialog.keys(asked, new Answer.Allow(Scope.ALWAYS), shown))
        .as("never more than was meant")
        .containsExactly("1");
    assertThat(QuestionDialog.keys(asked, new Answer.Deny("why"), shown)).containsExactly("3");
    assertThat(QuestionDialog.keys(asked, new Answer.Approve(true), shown)).isEmpty();
  }

  @Test
  void aChoiceIsAnsweredByItsNumberOrByOwnWords() throws Exception {
    Matter asked = ask("Which colour?", false, "Red", "Green", "Blue");
    Dialog shown = dialog("v329_30_ask_single");
    assertThat(QuestionDialog.keys(asked, chosen("Which colour?", "Green"), shown))
        .containsExactly("2");
    assertThat(QuestionDialog.keys(asked, chosen("Which colour?", "a\npale \u001bone"), shown))
        .containsExactly("4", "a pale one", "\n");
    assertThat(
            QuestionDialog.keys(
                ask("Which toppings?", true, "Ham"),
                chosen("Which toppings?", "Ham"),
                dialog("v329_32_ask_multi")))
        .as("several cannot be chosen so")
        .isEmpty();
  }

  private static Answer chosen(String question, String answer) {
    return new Answer.Chosen(Map.of(question, answer));
  }

  @Test
  void aPlanIsAnsweredByItsOptions() throws Exception {
    Dialog shown = dialog("v329_145_plan_with_file");
    Matter plan = new Plan("x");
    assertThat(QuestionDialog.keys(plan, new Answer.Approve(true), shown)).containsExactly("1");
    assertThat(QuestionDialog.keys(plan, new Answer.Approve(false), shown)).containsExactly("2");
    assertThat(QuestionDialog.keys(plan, new Answer.Revise("less"), shown))
        .containsExactly("3", "less", "\n");
  }
}
