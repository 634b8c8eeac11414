package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Answer.Scope;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.session.QuestionDesk.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions from the hook to the answer, wherever that comes from, with time passing by hand. */
class QuestionDeskTest {
  private static final Author ANN = new Author("1", "Ann", Author.Kind.PERSON);
  private static final Author BEN = new Author("2", "Ben", Author.Kind.PERSON);
  private static final Answer YES = new Answer.Allow(Scope.ONCE);
  private static final String COMMAND = "rm -rf /home/proj1/qq";

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig().start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private CompletableFuture<String> ask(String hook) throws Exception {
    String json = Files.readString(Path.of("src/test/resources/hooks", hook + ".json"));
    return askJson(json);
  }

  private CompletableFuture<String> askJson(String json) throws Exception {
    CompletableFuture<String> answer = desk().asked(HookEvent.parse(json), json);
    rig.settle();
    return answer;
  }

  private QuestionDesk desk() {
    return rig.session().questions();
  }

  private Outcome answer(long id, Answer answer, Author by) throws Exception {
    return desk().answer(id, answer, by).get(5, TimeUnit.SECONDS);
  }

  private Question last() {
    return desk().newest(1).getFirst();
  }

  /** The dialog of the question comes up on the screen. */
  private void dialogShows() throws Exception {
    rig.agent.work();
    rig.agent.tell(new AgentEvent.Waiting("PERMISSION", "Bash command\n" + COMMAND + "\n1. Yes"));
    rig.settle();
  }

  @Test
  void aQuestionIsStoredToldAndAnsweredOnce() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    assertThat(hook).isNotDone();
    assertThat(rig.all(SessionEvent.QuestionAsked.class)).hasSize(1);
    assertThat(desk().open()).hasSize(1);

    assertThat(answer(1, YES, ANN)).isEqualTo(Outcome.DONE);
    assertThat(hook.get()).contains("\"behavior\":\"allow\"").doesNotContain("updatedPermissions");
    assertThat(answer(1, new Answer.Deny(null), BEN)).isEqualTo(Outcome.TOO_LATE);
    assertThat(last().state()).isEqualTo(State.ANSWERED);
    assertThat(last().answer()).isEqualTo(YES);
    assertThat(last().by()).isEqualTo(ANN);
    assertThat(rig.all(SessionEvent.QuestionEnded.class)).hasSize(1);
    assertThat(answer(7, YES, ANN)).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void itsDialogIsNotToldBesidesButAnotherOneIs() throws Exception {
    ask("PermissionRequest.Bash");
    dialogShows();
    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);
    assertThat(rig.all(SessionEvent.DialogShown.class)).isEmpty();
    rig.agent.ask("LOGIN", "Select login method");
    rig.settle();
    assertThat(rig.all(SessionEvent.DialogShown.class)).hasSize(1);
    assertThat(last().state()).as("it may still be behind it").isEqualTo(State.OPEN);
  }

  @Test
  void aQuestionIsNotAnsweredByKeysFromAfar() throws Exception {
    ask("PermissionRequest.Bash");
    rig.agent.show("PERMISSION", "the dialog of it", "1", "esc");
    dialogShows();
    var pressed = rig.session().dialogs().press(null, null, new TerminalKey("1"), ANN);
    rig.settle();
    assertThat(pressed.get()).isEqualTo(Dialogs.Outcome.QUESTION);
    assertThat(rig.agent.pressed()).isEmpty();
    assertThat(rig.all(SessionEvent.DialogShown.class)).isEmpty();
  }

  @Test
  void aDialogGivesWayToAQuestion() throws Exception {
    rig.agent.ask("LOGIN", "Select login method", "1");
    rig.settle();
    assertThat(rig.all(SessionEvent.DialogShown.class)).hasSize(1);
    ask("PermissionRequest.Bash");
    dialogShows();
    assertThat(rig.all(SessionEvent.DialogClosed.class)).hasSize(1);
    assertThat(rig.all(SessionEvent.DialogShown.class)).hasSize(1);
  }

  @Test
  void aNoAtTheTerminalIsTheAgentHangingUp() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    hook.cancel(false);
    rig.settle();
    assertThat(last().state()).isEqualTo(State.TERMINAL_NO);
    assertThat(answer(1, YES, ANN)).isEqualTo(Outcome.TOO_LATE);
  }

  @Test
  void aYesAtTheTerminalIsTheAgentGoingOnOrTheToolHavingRun() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    dialogShows();
    rig.agent.tell(new AgentEvent.Busy());
    rig.settle();
    assertThat(last().state()).as("a no may still be on its way").isEqualTo(State.OPEN);
    rig.pass(Duration.ofSeconds(1));
    assertThat(last().state()).isEqualTo(State.TERMINAL_YES);
    assertThat(hook.get()).isEqualTo("{}");

    ask("PermissionRequest.Bash");
    rig.session().hook(ran(COMMAND + " other"));
    rig.settle();
    assertThat(last().state()).isEqualTo(State.OPEN);
    rig.session().hook(ran(COMMAND));
    rig.settle();
    assertThat(last().state()).isEqualTo(State.TERMINAL_YES);
  }

  private static HookEvent ran(String command) throws Exception {
    return HookEvent.parse(
        "{\"hook_event_name\":\"PostToolUse\",\"session_id\":\"s\",\"tool_use_id\":\"t\","
            + "\"tool_name\":\"Bash\",\"tool_input\":{\"command\":\""
            + command
            + "\",\"description\":\"stub bash call\"},\"tool_response\":{}}");
  }

  @Test
  void aBusyWordFromBeforeTheDialogClosesNothing() throws Exception {
    ask("PermissionRequest.Bash");
    rig.agent.tell(new AgentEvent.Busy());
    rig.agent.tell(new AgentEvent.Idle());
    rig.pass(Duration.ofSeconds(3));
    assertThat(last().state()).isEqualTo(State.OPEN);
  }

  @Test
  void anotherDialogInItsPlaceSaysThatItWasAnswered() throws Exception {
    ask("PermissionRequest.Bash");
    dialogShows();
    askJson(
        Files.readString(Path.of("src/test/resources/hooks/PermissionRequest.Bash.json"))
            .replace("qq", "second"));
    rig.agent.tell(new AgentEvent.Waiting("PERMISSION", "rm -rf /home/proj1/second"));
    rig.settle();
    assertThat(desk().newest(2)).extracting(Question::state)
        .containsExactly(State.TERMINAL_YES, State.OPEN);
  }

  @Test
  void peopleAreRemindedOnceAndItIsDeniedInTheEnd() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    rig.pass(Duration.ofMinutes(29));
    assertThat(rig.all(SessionEvent.QuestionReminded.class)).isEmpty();
    rig.pass(Duration.ofMinutes(2));
    assertThat(rig.all(SessionEvent.QuestionReminded.class)).hasSize(1);
    rig.pass(Duration.ofHours(24));
    assertThat(rig.all(SessionEvent.QuestionReminded.class)).hasSize(1);
    assertThat(last().state()).isEqualTo(State.EXPIRED);
    assertThat(hook.get()).contains("\"behavior\":\"deny\"", "Nobody answered");
  }

  @Test
  void whatIsAnsweredInTimeIsNeitherRemindedOfNorDenied() throws Exception {
    ask("PermissionRequest.Bash");
    answer(1, YES, ANN);
    rig.pass(Duration.ofHours(25));
    assertThat(rig.all(SessionEvent.QuestionReminded.class)).isEmpty();
    assertThat(last().state()).isEqualTo(State.ANSWERED);
  }

  @Test
  void theTimesGoOnOverARestart() throws Exception {
    ask("PermissionRequest.Bash");
    rig.pass(Duration.ofHours(20));
    rig.restartBridge();
    rig.agent.tell(new AgentEvent.Waiting("PERMISSION", COMMAND));
    rig.settle();
    assertThat(last().state()).isEqualTo(State.OPEN);
    rig.pass(Duration.ofHours(3));
    assertThat(last().state()).isEqualTo(State.OPEN);
    rig.pass(Duration.ofHours(2));
    assertThat(last().state()).isEqualTo(State.EXPIRED);
    assertThat(rig.all(SessionEvent.QuestionReminded.class)).hasSize(1);
  }

  @Test
  void aDialogThatCannotBeToldAfterARestartIsForTheTerminal() throws Exception {
    ask("PermissionRequest.Bash");
    rig.restartBridge();
    assertThat(rig.all(SessionEvent.QuestionAsked.class)).as("told again").hasSize(2);
    rig.agent.ask("PERMISSION", "another command");
    rig.settle();
    assertThat(last().state()).isEqualTo(State.TERMINAL_ONLY);
    assertThat(rig.all(SessionEvent.DialogShown.class)).hasSize(1);
  }

  @Test
  void anAnswerAfterARestartIsNotGivenBlindly() throws Exception {
    ask("PermissionRequest.Bash");
    rig.restartBridge();
    assertThat(answer(1, YES, ANN)).as("there is no such dialog").isEqualTo(Outcome.AT_TERMINAL);
    assertThat(last().state()).isEqualTo(State.OPEN);
  }

  @Test
  void anAgentThatGoesTakesItsQuestionsAlong() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    rig.agent.die(1);
    rig.settle();
    assertThat(last().state()).isEqualTo(State.GONE);
    assertThat(hook.get()).isEqualTo("{}");
  }

  @Test
  void aStoppedTurnPutsItsQuestionAway() throws Exception {
    CompletableFuture<String> hook = ask("PermissionRequest.Bash");
    dialogShows();
    rig.session().stopTurn();
    hook.cancel(false);
    rig.settle();
    assertThat(last().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void severalPartsAreAnsweredByWhoeverAndSentTogether() throws Exception {
    CompletableFuture<String> hook =
        askJson(
            "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\","
                + "\"tool_name\":\"AskUserQuestion\",\"tool_input\":{\"questions\":["
                + "{\"question\":\"One?\",\"options\":[{\"label\":\"A\"}]},"
                + "{\"question\":\"Two?\",\"options\":[{\"label\":\"B\"}]}]}}");
    assertThat(part(1, "B", BEN)).isEqualTo(Outcome.PART);
    assertThat(part(1, "C", ANN)).isEqualTo(Outcome.TOO_LATE);
    assertThat(part(2, "C", ANN)).isEqualTo(Outcome.UNKNOWN);
    assertThat(hook).isNotDone();
    assertThat(part(0, "A", ANN)).isEqualTo(Outcome.DONE);
    assertThat(hook.get()).contains("\"answers\":{\"One?\":\"A\",\"Two?\":\"B\"}");
    assertThat(last().answer()).isEqualTo(new Answer.Chosen(Map.of("One?", "A", "Two?", "B")));
    assertThat(rig.all(SessionEvent.QuestionPartAnswered.class)).hasSize(2);
  }

  private Outcome part(int part, String answer, Author by) throws Exception {
    return desk().answerPart(1, part, answer, by).get(5, TimeUnit.SECONDS);
  }
}
