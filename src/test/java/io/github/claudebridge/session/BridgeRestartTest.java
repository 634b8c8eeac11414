package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge or the agent goes away with a message on each rung; nothing is lost or doubled. */
class BridgeRestartTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void received() throws Exception {
    rig.start();
    rig.post(
        "m1",
        "ann",
        "see",
        List.of(new AttachmentRef("f", "b.txt", "https://x.invalid/b", 3, null)));
    rig.post("m2", "after");
    rig.files.clear();
    rig.restartBridge();
    assertThat(rig.agent.taken()).isEmpty();

    rig.files.get("m1").complete(List.of("the file"));
    rig.settle();
    assertThat(rig.agent.taken()).hasSize(2).first().asString().contains("the file");
    assertThat(rig.agent.taken()).last().isEqualTo("after");
  }

  @Test
  void queued() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.post("m2", "next");
    rig.restartBridge();
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    assertThat(rig.rung("m2")).isEqualTo(Rung.QUEUED);

    rig.agent.finish("done");
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("work", "next");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.starts()).as("the agent outlived the bridge").isEqualTo(1);
  }

  @Test
  void typingWithNothingTyped() throws Exception {
    rig.start();
    rig.messages.receive(1, message("m1", "hello"));
    rig.messages.steps().intend(rig.messages.find("m1").orElseThrow(), "hello");
    rig.post("m2", "after");
    rig.restartBridge();
    rig.pass(LONG);

    assertThat(rig.agent.taken())
        .containsExactlyInAnyOrder("hello", "after")
        .doesNotHaveDuplicates();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void anOpenDeliveryGoesBeforeWhatCameAfterIt() throws Exception {
    rig.start();
    rig.messages.receive(1, message("m1", "first"));
    rig.messages.steps().intend(rig.messages.find("m1").orElseThrow(), "first");
    rig.messages.receive(1, message("m2", "second"));
    rig.restartBridge();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("first", "second");
  }

  @Test
  void typedWithEnterLost() throws Exception {
    rig.agent.next(Typed.ENTER_LOST);
    rig.start().post("m1", "hello");
    rig.post("m2", "after");
    rig.restartBridge();
    rig.settle();
    rig.agent.finish("hi");
    rig.pass(LONG);

    assertThat(rig.agent.taken()).containsExactly("hello", "after");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void typedInPart() throws Exception {
    rig.agent.next(Typed.HALF);
    rig.start().post("m1", "hello there");
    rig.restartBridge();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello there");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void typedAndTakenWhileNobodyListened() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.start().post("m1", "hello");
    rig.closeBridge();
    rig.agent.prove();
    rig.agent.finish("hi");
    rig.openBridge();
    rig.start();
    rig.pass(LONG);

    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.said()).containsExactly("hi");
  }

  @Test
  void typedAndNotToBeSeen() throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.start().post("m1", "hello");
    rig.agent.unclear(true);
    rig.restartBridge();
    assertThat(rig.rung("m1")).as("the screen may only be late").isEqualTo(Rung.TYPED);
    rig.pass(Duration.ofSeconds(3));

    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.told("m1")).containsOnlyOnce(Rung.UNDECIDED);
    rig.agent.unclear(false);
    rig.restartBridge();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).as("it is a person's to decide").isEmpty();
  }

  @Test
  void acceptedAndStillWorkedOn() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.say("a first word");
    rig.settle();
    rig.restartBridge();
    rig.agent.finish("done");
    rig.pass(LONG);

    assertThat(rig.said()).containsExactly("a first word", "done");
    assertThat(rig.all(SessionEvent.Said.class)).allMatch(e -> "m1".equals(e.replyTo()));
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE);
  }

  @Test
  void acceptedAndFinishedWhileNobodyListened() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.closeBridge();
    rig.agent.finish("done");
    rig.openBridge();
    rig.start();

    assertThat(rig.said()).containsExactly("done");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
  }

  @Test
  void answered() throws Exception {
    rig.start().post("m1", "hello");
    int told = rig.events.size();
    rig.restartBridge();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.events.subList(told, rig.events.size()))
        .allMatch(e -> e instanceof SessionEvent.StateChanged);
  }

  @Test
  void theAgentDiesBeforeItHasThePrompt() throws Exception {
    rig.agent.next(Typed.DIES);
    rig.start().post("m1", "hello");
    assertThat(rig.session().state()).isEqualTo(SessionState.LOST);
    rig.start();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void theAgentDiesWithThePromptInItsRecord() throws Exception {
    rig.agent.next(Typed.DIES_WITH_IT);
    rig.start().post("m1", "hello");
    assertThat(rig.session().state()).isEqualTo(SessionState.LOST);
    rig.start();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.rung("m1")).as("nobody answers it any more").isEqualTo(Rung.UNDECIDED);
    assertThat(rig.reason("m1")).contains("the agent ended");
  }

  @Test
  void bothDieWithThePromptInTheRecord() throws Exception {
    rig.agent.next(Typed.DIES_WITH_IT);
    rig.start().post("m1", "hello");
    rig.post("m2", "after");
    rig.restartBridge();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello", "after");
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void bothDieInTheMiddleOfATurn() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.closeBridge();
    rig.agent.die(137);
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.reason("m1")).contains("the agent ended");
    assertThat(rig.ends()).containsExactly(End.FAILED);
  }

  @Test
  void bothDieAndSoDoesTheBridgeThatBringsTheAgentBack() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.closeBridge();
    rig.agent.die(137);
    rig.agent.startsSilently(true);
    rig.openBridge();
    rig.start();
    rig.restartBridge(); // before the new agent was idle: it is taken over, and did not do it
    rig.agent.rest();
    rig.pass(LONG);
    assertThat(rig.agent.starts()).isEqualTo(2);
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
  }

  @Test
  void theAgentDiesWhenItIsThroughWithTheTurn() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.say("done");
    rig.agent.tell(
        new AgentEvent.Stopped(rig.agent.promptId(), "done", 0));
    rig.agent.die(137);
    rig.settle();
    assertThat(rig.said()).containsExactly("done");
    assertThat(rig.rung("m1")).as("it was answered").isEqualTo(Rung.ANSWERED);
  }

  @Test
  void keysThatTheAgentSeesOnlyAfterTheRestart() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.start().post("m1", "hello");
    rig.restartBridge();
    rig.pass(Duration.ofSeconds(1));
    rig.agent.prove();
    rig.agent.finish("hi");
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void theAgentDiesAtTheMomentItIsLookedAt() throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.start().post("m1", "hello");
    rig.closeBridge();
    rig.agent.die(1);
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  @Test
  void aSessionThatIsMadeAnewAroundTheSameAgentGoesOn() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.sessions.follow(List.of());
    assertThat(rig.sessions.session(1)).isEmpty();
    rig.sessions.follow(List.of(rig.binding));
    rig.start();
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  private static io.github.claudebridge.model.Message message(String id, String text) {
    return new io.github.claudebridge.model.Message(
        id,
        SessionRig.CHANNEL,
        new io.github.claudebridge.model.Author(
            "ann", "ann", io.github.claudebridge.model.Author.Kind.PERSON),
        text,
        List.of(),
        java.time.Instant.EPOCH);
  }
}
