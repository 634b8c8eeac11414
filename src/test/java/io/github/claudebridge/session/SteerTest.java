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

/** Messages that are typed into a turn that is going on. */
class SteerTest {
  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig(true);
    rig.agent.next(Typed.WORKED_ON, Typed.INTO_TURN);
    rig.start().post("m1", "one");
    rig.post("m2", "two");
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void itIsWithTheAgentAtOnceAndAnsweredByTheTurnThatTakesIt() throws Exception {
    assertThat(rig.told("m2"))
        .containsExactly(Rung.QUEUED, Rung.TYPING, Rung.TYPED, Rung.ACCEPTED);
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    rig.agent.join();
    rig.agent.finish("both");
    rig.settle();

    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
  }

  @Test
  void itWaitsForATurnOfItsOwnWhichAnswersIt() throws Exception {
    rig.agent.finish("first");
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);

    rig.agent.takeUp();
    rig.agent.finish("second");
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE);
    assertThat(rig.all(SessionEvent.Said.class))
        .extracting(SessionEvent.Said::replyTo)
        .containsExactly("m1", "m2");
    assertThat(rig.all(SessionEvent.TurnStarted.class))
        .extracting(SessionEvent.TurnStarted::replyTo)
        .containsExactly("m1", "m2");
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
  }

  @Test
  void theStopOfItsTurnMayBeToldBeforeItsPrompt() throws Exception {
    rig.agent.finish("first");
    rig.settle();
    rig.agent.takeUpAndStopFirst(
        new AgentEvent.Stopped(rig.agent.nextPromptId(), null, 0));
    rig.pass(Duration.ofSeconds(10));

    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE);
    assertThat(rig.session().state()).isEqualTo(SessionState.IDLE);
  }

  @Test
  void theStopOfItsTurnMayBeToldUnderNoIdAtAll() throws Exception {
    rig.agent.finish("first");
    rig.settle();
    rig.agent.takeUpAndStopFirst(new AgentEvent.Stopped(null, null, 0));
    rig.pass(Duration.ofSeconds(10));

    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE);
  }

  @Test
  void aFailureOfItsTurnThatIsToldFirstIsItsOwn() throws Exception {
    rig.agent.finish("first");
    rig.settle();
    rig.agent.takeUpAndStopFirst(
        new AgentEvent.StopFailed(rig.agent.nextPromptId(), "overloaded", "the model is busy"));
    rig.pass(Duration.ofSeconds(10));

    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.FAILED);
    assertThat(rig.reason("m2")).isEqualTo("overloaded: the model is busy");
    assertThat(rig.ends()).containsExactly(End.DONE, End.FAILED);
  }

  @Test
  void withoutATurnOfItsOwnTheOneThatWasGoingOnHasAnsweredIt() throws Exception {
    rig.agent.finish("both, though nobody said so");
    rig.pass(Duration.ofMillis(2_900));
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
    rig.pass(Duration.ofMillis(200));
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aTurnThatBeginsInTimeIsNotCutShort() throws Exception {
    rig.agent.finish("first");
    rig.pass(Duration.ofSeconds(2));
    rig.agent.takeUp();
    rig.pass(Duration.ofSeconds(20));
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
    rig.agent.finish("second");
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void theEndOfAnEarlierTurnDoesNotMeasureItsTime() throws Exception {
    rig.agent.finish("first");
    rig.pass(Duration.ofMillis(500));
    rig.agent.takeUp();
    rig.agent.finish("second");
    rig.pass(Duration.ofMillis(1_500));
    rig.agent.next(Typed.WORKED_ON, Typed.INTO_TURN);
    rig.post("m3", "three");
    rig.post("m4", "four");
    rig.agent.finish("third");
    rig.pass(Duration.ofMillis(2_000)); // five seconds after the first turn, four after the second
    assertThat(rig.rung("m4")).isEqualTo(Rung.ACCEPTED);

    rig.agent.takeUp();
    rig.agent.finish("fourth");
    rig.settle();
    assertThat(rig.rung("m4")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
  }

  @Test
  void itIsNotSettledInATurnThatGoesOn() throws Exception {
    rig.pass(Duration.ofMillis(2_800)); // since the agent was ready, an end as well
    rig.agent.tell(new AgentEvent.Idle());
    rig.pass(Duration.ofMillis(400));
    rig.agent.tell(new AgentEvent.Busy()); // it was not idle for long
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
  }

  @Test
  void anInterruptionGoesOnToIt() throws Exception {
    rig.agent.interruptedForNext();
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
    rig.agent.finish("second");
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.all(SessionEvent.Said.class))
        .extracting(SessionEvent.Said::replyTo)
        .containsExactly("m2");
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
  }

  @Test
  void theNextOneIsTypedAfterItsProofOnly() throws Exception {
    rig.agent.next(Typed.ENTER_LOST, Typed.INTO_TURN);
    rig.post("m3", "three");
    rig.post("m4", "four");
    assertThat(rig.rung("m3")).isEqualTo(Rung.TYPED);
    assertThat(rig.rung("m4")).isEqualTo(Rung.QUEUED);
    assertThat(rig.agent.taken()).containsExactly("one", "two");
  }

  @Test
  void theSameWordsTwiceAreTwoMessages() throws Exception {
    rig.agent.next(Typed.INTO_TURN);
    rig.post("m3", "two");
    rig.agent.finish("first");
    rig.agent.takeUp();
    rig.agent.finish("second");
    rig.agent.takeUp();
    rig.agent.finish("third");
    rig.settle();
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m3")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.all(SessionEvent.Said.class))
        .extracting(SessionEvent.Said::replyTo)
        .containsExactly("m1", "m2", "m3");
  }

  @Test
  void nothingIsTypedUnderADialog() throws Exception {
    rig.agent.join();
    rig.agent.ask("PERMISSION");
    rig.post("m3", "three");
    assertThat(rig.rung("m3")).isEqualTo(Rung.QUEUED);
    rig.agent.next(Typed.INTO_TURN);
    rig.agent.answerDialog();
    rig.settle();
    rig.post("m4", "four");
    assertThat(rig.agent.taken()).startsWith("one", "two", "three");
  }

  @Test
  void aRestartOfTheBridgeForgetsNothingOfIt() throws Exception {
    rig.restartBridge();
    rig.agent.finish("first");
    rig.agent.takeUp();
    rig.agent.finish("second");
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.taken()).containsExactly("one", "two");
  }

  @Test
  void anAgentThatEndsTakesItAlong() throws Exception {
    rig.agent.die(1);
    rig.start();
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.agent.taken()).containsExactly("one", "two");
  }
}
