package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Question.Choice;
import io.github.claudebridge.model.Question.FieldType;
import io.github.claudebridge.model.Question.Form;
import io.github.claudebridge.model.Question.Grant;
import io.github.claudebridge.model.Question.Matter;
import io.github.claudebridge.model.Question.Permission;
import io.github.claudebridge.model.Question.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded hooks become questions, and answers become what Claude Code takes for one. */
class QuestionReaderTest {
  private static HookEvent hook(String name) throws Exception {
    return HookEvent.parse(Files.readString(Path.of("src/test/resources/hooks", name + ".json")));
  }

  private static HookEvent permission(String tool, String input, String suggestions)
      throws Exception {
    return HookEvent.parse(
        "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\",\"tool_name\":\""
            + tool
            + "\",\"tool_input\":"
            + input
            + ",\"permission_suggestions\":"
            + suggestions
            + "}");
  }

  private static Matter matter(HookEvent event) {
    return QuestionReader.matter(event).orElseThrow();
  }

  @Test
  void aCommandIsReadWithWhatWouldBeGranted() throws Exception {
    Permission asked = (Permission) matter(hook("PermissionRequest.Bash"));
    assertThat(asked.tool()).isEqualTo("Bash");
    assertThat(asked.detail()).isEqualTo("rm -rf /home/proj1/qq");
    assertThat(asked.purpose()).isEqualTo("stub bash call");
    assertThat(asked.session())
        .isEqualTo(new Grant(List.of(), List.of("/home/proj1"), "acceptEdits"));
    assertThat(asked.always()).isNull();

    Permission tool = (Permission) matter(hook("PermissionRequest.mcp__rig__ask_user"));
    assertThat(tool.always()).isEqualTo(new Grant(List.of("mcp__rig__ask_user"), List.of(), null));
    assertThat(Json.parse(tool.detail()).path("q").asText()).isEqualTo("Your name?");
  }

  @Test
  void nothingOfWhatAToolWouldDoIsLeftOut() throws Exception {
    assertThat(
            detail(
                "Bash",
                "{\"command\":\"make\",\"timeout\":5,\"dangerouslyDisableSandbox\":true}"))
        .isEqualTo("make\n# timeout: 5\n# dangerouslyDisableSandbox: true");
    assertThat(
            detail("Edit", "{\"file_path\":\"/a\",\"old_string\":\"x\\ny\",\"new_string\":\"z\"}"))
        .isEqualTo("- x\n- y\n+ z");
    assertThat(
            detail(
                "MultiEdit",
                "{\"file_path\":\"/a\",\"edits\":[{\"old_string\":\"1\",\"new_string\":\"2\"},"
                    + "{\"old_string\":\"\",\"new_string\":\"3\",\"replace_all\":true}]}"))
        .isEqualTo("- 1\n+ 2\n@@\n+ 3\nreplace_all: true");
    assertThat(detail("Read", "{\"file_path\":\"/etc/passwd\"}")).isEmpty();
    assertThat(detail("Odd", "{\"a\":{\"b\":[1]}}")).contains("\"b\" : [ 1 ]");
  }

  private static String detail(String tool, String input) throws Exception {
    return ((Permission) matter(permission(tool, input, "[]"))).detail();
  }

  @Test
  void choicesPlansAndFormsAreRead() throws Exception {
    Choice choice = (Choice) matter(hook("PermissionRequest.AskUserQuestion"));
    assertThat(choice.items()).hasSize(1);
    assertThat(choice.items().getFirst().question()).isEqualTo("Pick?");
    assertThat(choice.items().getFirst().options())
        .extracting(o -> o.label())
        .containsExactly("A", "B");
    assertThat(matter(hook("PermissionRequest.ExitPlanMode_with_plan")))
        .isEqualTo(new Plan("# My plan\n\n1. do a\n2. do b\n"));
    Form form = (Form) matter(hook("Elicitation"));
    assertThat(form.server()).isEqualTo("rig");
    assertThat(form.fields().getFirst().type()).isEqualTo(FieldType.TEXT);
    assertThat(form.fields().getFirst().required()).isTrue();
  }

  @Test
  void whatAsksNothingIsNoQuestion() throws Exception {
    assertThat(QuestionReader.matter(hook("PreToolUse.Bash"))).isEmpty();
    assertThat(QuestionReader.matter(hook("Notification.permission_prompt"))).isEmpty();
  }

  @Test
  void twoQuestionsOfTheSameWordsCannotBeToldApartAndAreAPermission() throws Exception {
    String twice = "{\"questions\":[{\"question\":\"Q\",\"options\":[]},{\"question\":\"Q\"}]}";
    assertThat(matter(permission("AskUserQuestion", twice, "[]"))).isInstanceOf(Permission.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ONCE    | {'behavior':'allow'}",
        "SESSION | {'behavior':'allow','updatedPermissions':[{'type':'addRules',"
            + "'rules':[{'toolName':'Bash','ruleContent':'curl *'}],'behavior':'allow',"
            + "'destination':'session'},{'type':'setMode','mode':'acceptEdits',"
            + "'destination':'session'}]}",
        "ALWAYS  | {'behavior':'allow','updatedPermissions':[{'type':'addRules',"
            + "'rules':[{'toolName':'Bash','ruleContent':'curl *'}],'behavior':'allow',"
            + "'destination':'localSettings'}]}"
      })
  void aYesGrantsWhatItSaysAndNoMore(Scope scope, String decision) throws Exception {
    HookEvent asked =
        permission(
            "Bash",
            "{\"command\":\"curl x\"}",
            "[{\"type\":\"addRules\",\"rules\":[{\"toolName\":\"Bash\",\"ruleContent\":\"curl *\"}],"
                + "\"behavior\":\"allow\",\"destination\":\"localSettings\"},"
                + "{\"type\":\"addRules\",\"rules\":[{\"toolName\":\"Bash\"}],"
                + "\"behavior\":\"deny\",\"destination\":\"userSettings\"},"
                + "{\"type\":\"setMode\",\"mode\":\"acceptEdits\",\"destination\":\"session\"}]");
    assertThat(HookAnswer.json(asked, new Answer.Allow(scope)))
        .isEqualTo(
            "{\"hookSpecificOutput\":{\"hookEventName\":\"PermissionRequest\",\"decision\":"
                + decision.strip().replace('\'', '"')
                + "}}");
  }

  @Test
  void aNoTellsItsReason() throws Exception {
    HookEvent asked = hook("PermissionRequest.Bash");
    assertThat(decision(asked, new Answer.Deny("not \"now\"")))
        .isEqualTo("{\"behavior\":\"deny\",\"message\":\"not \\\"now\\\"\"}");
    assertThat(decision(asked, new Answer.Deny(null))).contains("\"deny\"", "does not want");
  }

  @Test
  void choicesAndPlansAreAnsweredWithTheirInput() throws Exception {
    assertThat(
            decision(
                hook("PermissionRequest.AskUserQuestion"),
                new Answer.Chosen(Map.of("Pick?", "B"))))
        .contains("\"updatedInput\":{\"questions\":[{\"question\":\"Pick?\"")
        .endsWith("\"answers\":{\"Pick?\":\"B\"}}}");
    HookEvent plan = hook("PermissionRequest.ExitPlanMode_with_plan");
    assertThat(decision(plan, new Answer.Approve(true)))
        .contains("\"mode\":\"acceptEdits\"", "\"updatedInput\":{\"plan\":\"# My plan");
    assertThat(decision(plan, new Answer.Approve(false))).contains("\"mode\":\"default\"");
    assertThat(decision(plan, new Answer.Revise("fewer steps")))
        .isEqualTo("{\"behavior\":\"deny\",\"message\":\"fewer steps\"}");
  }

  private static String decision(HookEvent asked, Answer answer) throws Exception {
    return Json.write(
        Json.parse(HookAnswer.json(asked, answer)).path("hookSpecificOutput").path("decision"));
  }

  @Test
  void formsAreFilledInOrNot() throws Exception {
    HookEvent form = hook("Elicitation");
    assertThat(HookAnswer.json(form, new Answer.Filled(Map.of("name", "Ann"))))
        .isEqualTo(
            "{\"hookSpecificOutput\":{\"hookEventName\":\"ElicitationResult\",\"action\":\"accept\","
                + "\"content\":{\"name\":\"Ann\"}}}");
    assertThat(HookAnswer.json(form, new Answer.Filled(Map.of("age", 3L))))
        .contains("{\"age\":3}");
    assertThat(HookAnswer.json(form, new Answer.Decline())).contains("\"decline\"");
    assertThat(HookAnswer.json(form, new Answer.Cancel())).contains("\"cancel\"");
  }

  @Test
  void whatWasFilledInAtTheTerminalIsRead() throws Exception {
    HookEvent.FormAnswered form =
        (HookEvent.FormAnswered)
            HookEvent.parse(
                """
                {"hook_event_name":"ElicitationResult","session_id":"s","mcp_server_name":"rig",
                 "mode":"form","action":"accept","content":{"name":"Zoe","age":41,"ok":true}}
                """);
    assertThat(form.action()).isEqualTo("accept");
    assertThat(QuestionReader.filled(form).values())
        .containsExactly(Map.entry("name", "Zoe"), Map.entry("age", "41"), Map.entry("ok", "true"));
    HookEvent.FormAnswered no = (HookEvent.FormAnswered) hook("ElicitationResult");
    assertThat(no.action()).isEqualTo("decline");
    assertThat(QuestionReader.filled(no).values()).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotFitIsNoOpinionAndNeverAYes() throws Exception {
    assertThat(HookAnswer.json(hook("PermissionRequest.Bash"), new Answer.Decline()))
        .isEqualTo("{}");
    assertThat(HookAnswer.json(hook("Elicitation"), new Answer.Allow(Scope.ALWAYS)))
        .isEqualTo("{}");
    assertThat(HookAnswer.json(hook("Stop"), new Answer.Allow(Scope.ONCE))).isEqualTo("{}");
  }
}
