package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent did in the background belongs to the turn in which it was begun. */
class BackgroundTurnTest {
  private static final String NOTE =
      "<task-notification>\n<tool-use-id>toolu_1</tool-use-id>\n</task-notification>";

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig().start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  /** A message whose turn has begun a sub-agent, said something and stopped. */
  private String stoppedWithASubAgentAtWork() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.post("m1", "one");
    String prompt = rig.agent.promptId();
    rig.agent.tell(
        new AgentEvent.Progress(prompt, new Doing.ToolBegan("toolu_1", "Agent", "look")));
    rig.agent.say("it looks around");
    rig.agent.tell(new AgentEvent.Stopped(prompt, "it looks around", 1));
    rig.settle();
    return prompt;
  }

  private void goesOn(String promptId) {
    rig.agent.tell(new AgentEvent.WentOn(promptId, NOTE, "toolu_1"));
  }

  private void says(String promptId, String text) throws Exception {
    rig.agent.tell(new AgentEvent.Said("said-" + text, promptId, text, false));
    rig.settle();
  }

  @Test
  void aSecondStopIsOfTheSameTurn() throws Exception {
    String prompt = stoppedWithASubAgentAtWork();
    rig.agent.rest(); // for a moment, as Claude Code is then
    rig.pass(Duration.ofMillis(500));
    goesOn("own-1");
    rig.agent.work();
    rig.settle();
    assertThat(rig.rung("m1")).as("the agent is not done").isEqualTo(Rung.ACCEPTED);
    says("own-1", "all is well");
    rig.agent.tell(new AgentEvent.Stopped("own-1", "all is well", 0));
    goesOn("own-1"); // its record tells it late, once more
    rig.agent.rest();
    rig.settle();

    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.all(SessionEvent.TurnStarted.class)).hasSize(1);
    assertThat(rig.all(SessionEvent.Said.class))
        .hasSize(2)
        .allMatch(e -> "m1".equals(e.replyTo()) && prompt.equals(e.promptId()));
  }

  @Test
  void whatWaitsIsNotTypedInBetween() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.post("m2", "two");
    rig.agent.rest();
    rig.pass(Duration.ofMillis(500));
    assertThat(rig.agent.taken()).containsExactly("one");
    goesOn("own-1");
    rig.agent.work();
    rig.agent.tell(new AgentEvent.Stopped("own-1", null, 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("one", "two");
  }

  @Test
  void aSubAgentWhoseEndIsNeverToldHoldsNothingUp() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void anAgentThatDiesAsItGoesOnHasNotAnswered() throws Exception {
    stoppedWithASubAgentAtWork();
    goesOn("own-1");
    rig.settle();
    rig.agent.die(1);
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
  }

  @Test
  void anInterruptionAsItGoesOnIsOne() throws Exception {
    stoppedWithASubAgentAtWork();
    goesOn("own-1");
    rig.agent.tell(new AgentEvent.Interrupted("own-1"));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
  }

  @Test
  void whatIsDoneLaterAnswersTheMessageThatItWasBegunFor() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(2));
    rig.post("m2", "two");
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    goesOn("own-1");
    rig.agent.work();
    says("own-1", "all is well");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m1");
    rig.agent.tell(new AgentEvent.Stopped("own-1", "all is well", 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE, End.DONE);
    assertThat(rig.told("m1")).containsOnlyOnce(Rung.ANSWERED);
  }

  @Test
  void itEndsTheTurnOfAnotherMessageThatHasStopped() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(2));
    rig.agent.next(Typed.WORKED_ON);
    rig.post("m2", "two");
    rig.agent.say("the second answer");
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), "the second answer", 0));
    goesOn("own-1"); // before it was idle
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    says("own-1", "all is well");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m1");
  }

  /** Claude Code tells a prompt that comes as it goes on under the id of its own one first. */
  @Test
  void aMessageThatIsTypedAsItGoesOnGetsItsOwnTurn() throws Exception {
    rig.agent.next(Typed.ANSWERED, Typed.PROOF_LATE);
    rig.post("m1", "one");
    rig.post("m2", "two");
    goesOn("own-1");
    rig.agent.tell(new AgentEvent.Accepted("own-1", "two"));
    rig.agent.work();
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
    says("own-1", "all is well");
    rig.agent.tell(new AgentEvent.Stopped("own-1", "all is well", 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.rung("m2")).as("nobody has answered it").isEqualTo(Rung.ACCEPTED);
    rig.agent.tell(new AgentEvent.Accepted("p-two", "two"));
    rig.agent.work();
    says("p-two", "the second answer");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m2");
    rig.agent.tell(new AgentEvent.Stopped("p-two", "the second answer", 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.told("m2")).containsOnlyOnce(Rung.ACCEPTED);
  }

  @Test
  void aPersonWhoWritesWhatLooksTheSameIsHeard() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.post("m1", NOTE);
    rig.agent.tell(new AgentEvent.WentOn("p-1", NOTE, "toolu_1"));
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ACCEPTED);
    says("p-1", "what is it?");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m1");
  }

  /** What the agent goes on to say ends the one turn of the message. */
  private void itIsOneTurn() throws Exception {
    says("own-1", "all is well");
    rig.agent.tell(new AgentEvent.Stopped("own-1", "all is well", 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.all(SessionEvent.TurnStarted.class)).hasSize(1);
    assertThat(rig.all(SessionEvent.Said.class)).allMatch(e -> "m1".equals(e.replyTo()));
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aRestartOfTheBridgeBeforeItGoesOnMakesNoSecondTurnOfIt() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.agent.rest(); // for a moment, in which the bridge comes back
    rig.restartBridge();
    rig.pass(Duration.ofMillis(500));
    goesOn("own-1");
    rig.agent.work();
    itIsOneTurn();
  }

  @Test
  void aRestartOfTheBridgeWhileItGoesOnMakesNoSecondTurnOfIt() throws Exception {
    stoppedWithASubAgentAtWork();
    goesOn("own-1");
    rig.agent.work();
    rig.settle();
    rig.restartBridge();
    itIsOneTurn();
  }

  @Test
  void anAgentThatDiesAsItGoesOnAndTheBridgeIsAwayHasNotAnswered() throws Exception {
    stoppedWithASubAgentAtWork();
    goesOn("own-1");
    rig.settle();
    rig.closeBridge();
    rig.agent.die(1);
    rig.openBridge();
    rig.start();
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
  }

  @Test
  void whatIsDoneAfterARestartAnswersTheMessageThatItWasBegunFor() throws Exception {
    stoppedWithASubAgentAtWork();
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(2));
    rig.post("m2", "two");
    rig.restartBridge();
    goesOn("own-1");
    rig.agent.work();
    says("own-1", "all is well");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m1");

    rig.restartBridge();
    says("own-1", "really");
    assertThat(rig.all(SessionEvent.Said.class).getLast().replyTo()).isEqualTo("m1");
    rig.agent.tell(new AgentEvent.Stopped("own-1", "really", 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
    assertThat(rig.told("m1")).containsOnlyOnce(Rung.ANSWERED);
  }

  @Test
  void onlyTheNewestOfWhatMayGoOnAreKept() {
    var store = new GoesOnStore(rig.store.database());
    for (int i = 0; i < 250; i++) {
      store.keep(1, GoesOnStore.Kind.TOOL, Map.of("tool-" + i, "p"));
    }
    store.keep(2, GoesOnStore.Kind.TOOL, Map.of("other", "p"));
    assertThat(store.of(1, GoesOnStore.Kind.TOOL).keySet())
        .hasSize(200)
        .contains("tool-50", "tool-249")
        .doesNotContain("tool-49");
    assertThat(store.of(2, GoesOnStore.Kind.TOOL)).hasSize(1);
    assertThat(store.of(1, GoesOnStore.Kind.PROMPT)).isEmpty();
  }

  @Test
  void aTurnThatIsStoppedWhileASubAgentWorksEndsAtOnce() throws Exception {
    String prompt = stoppedWithASubAgentAtWork();
    rig.agent.tell(new AgentEvent.Interrupted(prompt));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
  }
}
