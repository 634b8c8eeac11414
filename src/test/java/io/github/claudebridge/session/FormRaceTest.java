package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.QuestionDesk.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Forms that people fill in from afar while they stand at the terminal, with time passing by hand.
 */
class FormRaceTest {
  private static final Author ANN = new Author("1", "Ann", Author.Kind.PERSON);
  private static final Answer ZOE = new Answer.Filled(Map.of("name", "Zoe"));

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig().start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aFormIsStoredToldAndLetGoSoThatItComesUpAtTheTerminal() throws Exception {
    asked();
    assertThat(rig.all(SessionEvent.QuestionAsked.class)).hasSize(1);
    assertThat(last().state()).isEqualTo(State.OPEN);
    rig.agent.tell(new AgentEvent.Busy());
    rig.pass(Duration.ofSeconds(3));
    comesUp();
    assertThat(rig.all(SessionEvent.DialogShown.class)).as("it has a post already").isEmpty();
    assertThat(last().state()).isEqualTo(State.OPEN);
  }

  @Test
  void anAnswerFromAfarTakesThePlaceOfTheEscapeThatPutsTheFormAway() throws Exception {
    asked();
    comesUp();
    CompletableFuture<Outcome> outcome = answer(ZOE);
    assertThat(answer(new Answer.Cancel()).get()).isEqualTo(Outcome.TOO_LATE);
    rig.pass(Duration.ofMillis(600));
    assertThat(rig.agent.escapes()).isEqualTo(1);
    assertThat(outcome).as("the agent does not have it so far").isNotDone();
    assertThat(last().state()).isEqualTo(State.OPEN);
    assertThat(ended("cancel", "")).contains("\"accept\"", "{\"name\":\"Zoe\"}");
    assertThat(outcome.get()).isEqualTo(Outcome.DONE);
    assertThat(last().state()).isEqualTo(State.ANSWERED);
    assertThat(last().by()).isEqualTo(ANN);
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.agent.escapes()).as("a second one would stop the turn").isEqualTo(1);
  }

  @Test
  void whoFillsItInAtTheTerminalIsFirst() throws Exception {
    asked();
    comesUp();
    assertThat(ended("accept", ",\"content\":{\"name\":\"Ben\"}")).isEqualTo("{}");
    assertThat(last().state()).isEqualTo(State.TERMINAL_YES);
    assertThat(last().answer()).isEqualTo(new Answer.Filled(Map.of("name", "Ben")));
    assertThat(answer(ZOE).get()).isEqualTo(Outcome.TOO_LATE);
    assertThat(rig.agent.escapes()).isZero();
  }

  @Test
  void whoAcceptsAtTheTerminalWhileAnAnswerIsOnItsWayIsFirstToo() throws Exception {
    asked();
    comesUp();
    CompletableFuture<Outcome> outcome = answer(ZOE);
    rig.pass(Duration.ofMillis(300));
    rig.agent.uncover();
    assertThat(ended("accept", ",\"content\":{\"name\":\"Ben\"}")).isEqualTo("{}");
    assertThat(outcome.get()).isEqualTo(Outcome.TOO_LATE);
    assertThat(last().state()).isEqualTo(State.TERMINAL_YES);
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.agent.escapes()).as("it would stop the turn").isZero();
  }

  @Test
  void whatIsPutAwayAtTheTerminalIsDenied() throws Exception {
    asked();
    comesUp();
    assertThat(ended("decline", "")).isEqualTo("{}");
    assertThat(last().state()).isEqualTo(State.TERMINAL_NO);
  }

  @Test
  void aFormThatIsNotOnTheScreenIsNotAnsweredBlindly() throws Exception {
    asked();
    CompletableFuture<Outcome> outcome = answer(ZOE);
    rig.pass(Duration.ofSeconds(10));
    assertThat(outcome.get()).isEqualTo(Outcome.AT_TERMINAL);
    assertThat(rig.agent.escapes()).isZero();
    assertThat(last().state()).isEqualTo(State.OPEN);
    comesUp();
    outcome = answer(ZOE);
    rig.pass(Duration.ofMillis(600));
    assertThat(ended("cancel", "")).contains("Zoe");
    assertThat(outcome.get()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aFormOfBeforeARestartIsAnsweredAllTheSame() throws Exception {
    asked();
    comesUp();
    rig.restartBridge();
    rig.agent.tell(new AgentEvent.Waiting("ELICITATION", "rig requests your input Who are you?"));
    rig.settle();
    CompletableFuture<Outcome> outcome = answer(ZOE);
    rig.pass(Duration.ofMillis(600));
    assertThat(ended("cancel", "")).contains("Zoe");
    assertThat(outcome.get()).isEqualTo(Outcome.DONE);
  }

  /** Claude Code 2.1.197 calls itself busy while a form stands there. */
  @Test
  void aFormThatIsOnTheScreenAfterARestartIsNotTakenForAnswered() throws Exception {
    asked();
    comesUp();
    rig.restartBridge();
    rig.agent.tell(new AgentEvent.Busy());
    rig.pass(Duration.ofSeconds(3));
    assertThat(last().state()).isEqualTo(State.OPEN);
    rig.agent.uncover();
    rig.restartBridge();
    rig.agent.tell(new AgentEvent.Busy());
    rig.pass(Duration.ofSeconds(3));
    assertThat(last().state()).isEqualTo(State.MISSED);
  }

  @Test
  void aFormThatNobodyFillsInIsDeclinedInTheEnd() throws Exception {
    asked();
    comesUp();
    rig.pass(Duration.ofHours(24).plusSeconds(1));
    assertThat(last().state()).isEqualTo(State.EXPIRED);
    assertThat(rig.agent.escapes()).isEqualTo(1);
    assertThat(ended("cancel", "")).contains("\"decline\"");
    assertThat(last().state()).isEqualTo(State.EXPIRED);
  }

  @Test
  void aFormThatIsPutAwayWithItsTurnIsStopped() throws Exception {
    asked();
    comesUp();
    rig.session().stopTurn();
    assertThat(ended("cancel", "")).isEqualTo("{}");
    assertThat(last().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void theFormOfAnotherServerIsNotMeant() throws Exception {
    asked();
    comesUp();
    String other =
        desk()
            .formEnded((HookEvent.FormAnswered) HookEvent.parse(end("other", "accept", "")))
            .get();
    assertThat(other).isEqualTo("{}");
    assertThat(last().state()).isEqualTo(State.OPEN);
  }

  private void asked() throws Exception {
    String json =
        "{\"hook_event_name\":\"Elicitation\",\"session_id\":\"s\",\"mcp_server_name\":\"rig\","
            + "\"message\":\"Who are you?\",\"requested_schema\":{\"properties\":{"
            + "\"name\":{\"type\":\"string\"}}}}";
    CompletableFuture<String> hook = desk().asked(HookEvent.parse(json), json);
    rig.settle();
    assertThat(hook).isCompletedWithValue("{}");
  }

  /** The form comes up on the screen of an agent that works. */
  private void comesUp() throws Exception {
    rig.agent.work();
    rig.agent.ask("ELICITATION", "rig requests your input\nWho are you?", "esc");
    rig.settle();
  }

  private String ended(String action, String content) throws Exception {
    String body =
        desk()
            .formEnded((HookEvent.FormAnswered) HookEvent.parse(end("rig", action, content)))
            .get();
    rig.settle();
    return body;
  }

  private static String end(String server, String action, String content) {
    return "{\"hook_event_name\":\"ElicitationResult\",\"session_id\":\"s\",\"mcp_server_name\":\""
        + server
        + "\",\"mode\":\"form\",\"action\":\""
        + action
        + "\""
        + content
        + "}";
  }

  private CompletableFuture<Outcome> answer(Answer answer) throws Exception {
    CompletableFuture<Outcome> outcome = desk().answer(1, answer, ANN);
    rig.settle();
    return outcome;
  }

  private QuestionDesk desk() {
    return rig.session().questions();
  }

  private Question last() {
    return desk().newest(1).getFirst();
  }
}
