package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge goes away when a turn has come to its end, and has not told it so far. */
class TurnRestartTest {
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
  void interruptedAndNotIdleSoFar() throws Exception {
    interruptedAndGone();
    rig.agent.rest();
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.reason("m1")).isEqualTo("interrupted");
  }

  @Test
  void interruptedAndWorkingForTheTerminalWhenTheBridgeIsBack() throws Exception {
    interruptedAndGone();
    rig.agent.typeAtTerminal("something else");
    rig.openBridge();
    rig.start();
    rig.agent.finish("done");
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED, End.DONE);
    assertThat(rig.all(SessionEvent.TurnEnded.class))
        .extracting(SessionEvent.TurnEnded::replyTo)
        .containsExactly("m1", null);
    assertThat(rig.reason("m1")).isEqualTo("interrupted");
  }

  @Test
  void interruptedAndTheAgentDiedWithTheBridge() throws Exception {
    interruptedAndGone();
    rig.agent.die(137);
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
    assertThat(rig.reason("m1")).as("nothing was lost with it").isEqualTo("interrupted");
  }

  @Test
  void failedAndNotIdleSoFar() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.tell(
        new AgentEvent.StopFailed(rig.agent.promptId(), "overloaded", "API Error: 529"));
    rig.settle();
    rig.closeBridge();
    rig.agent.rest();
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.FAILED);
    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);
    assertThat(rig.reason("m1")).contains("529");
  }

  @Test
  void failedAndStoppedAsItShouldAfterAll() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.tell(new AgentEvent.Said("k", rig.agent.promptId(), "API Error: 529", true));
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), null, 0));
    rig.settle();
    rig.closeBridge();
    rig.agent.rest();
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void stoppedAndTheAgentDiedWithTheBridge() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.say("done");
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), "done", 0));
    rig.settle();
    rig.closeBridge();
    rig.agent.die(137);
    rig.openBridge();
    rig.start();
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).as("it was through with it").isEqualTo(Rung.ANSWERED);
  }

  @Test
  void stoppedAndGoingOnForSubAgentsWhenTheBridgeIsBack() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.say("they work on");
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), "they work on", 0));
    rig.settle();
    rig.restartBridge();
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    assertThat(rig.ends()).as("it goes on").isEmpty();
    rig.agent.finish("all done");
    rig.pass(LONG);
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.all(SessionEvent.Said.class)).allMatch(e -> "m1".equals(e.replyTo()));
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  /** The bridge goes away when it has heard that a turn was interrupted, and not of its end. */
  private void interruptedAndGone() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.tell(new AgentEvent.Interrupted(rig.agent.promptId()));
    rig.settle();
    rig.closeBridge();
  }
}
