package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message is delivered once that is proven, whatever becomes of keys and screen. */
class DeliveryProofTest {
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
  void aLostEnterIsPressedOnceMore() throws Exception {
    rig.agent.next(Typed.ENTER_LOST);
    rig.start().post("m1", "hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.TYPED);

    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.agent.enters()).isEqualTo(1);
    assertThat(rig.agent.taken()).containsExactly("hello");
    rig.agent.finish("hi");
    rig.pass(LONG);
    assertThat(rig.agent.enters()).isEqualTo(1);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void anEnterThatIsAlwaysLostIsGivenUpAndTold() throws Exception {
    rig.agent.next(Typed.ALL_ENTERS_LOST);
    rig.start().post("m1", "hello");
    rig.pass(LONG);

    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.told("m1")).endsWith(Rung.UNDECIDED);
    assertThat(rig.agent.enters()).isBetween(1, 6);
  }

  @Test
  void aPartOfATextIsClearedAndTypedAnew() throws Exception {
    rig.agent.next(Typed.HALF);
    rig.start().post("m1", "hello there");
    rig.pass(Duration.ofSeconds(3));

    assertThat(rig.agent.clears()).isEqualTo(1);
    assertThat(rig.agent.taken()).containsExactly("hello there");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aTextThatNeverArrivesWholeIsNotTypedForEver() throws Exception {
    IntStream.range(0, 50).forEach(i -> rig.agent.next(Typed.HALF));
    rig.start().post("m1", "hello there");
    rig.pass(LONG);

    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.agent.clears()).isLessThan(6);
  }

  @Test
  void whatCannotBeDecidedIsLeftToAPerson() throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.start().post("m1", "hello");
    rig.post("m2", "after");
    rig.pass(LONG);

    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.told("m1")).containsOnlyOnce(Rung.UNDECIDED);
    assertThat(rig.agent.taken()).as("the line goes on").containsExactly("after");
  }

  @Test
  void aProofThatComesLateIsTaken() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.start().post("m1", "hello");
    rig.pass(Duration.ofSeconds(6));
    rig.agent.prove();
    rig.settle();
    rig.agent.finish("hi");
    rig.pass(LONG);

    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  @Test
  void aProofThatOnlyTheRecordHasIsFound() throws Exception {
    rig.agent.next(Typed.IN_RECORD_ONLY);
    rig.start().post("m1", "hello");
    rig.pass(Duration.ofSeconds(3));

    assertThat(rig.rung("m1")).isEqualTo(Rung.ACCEPTED);
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  @Test
  @Logs("the terminal refuses the keys")
  void keysThatAreRefusedAreTypedNeverTwice() throws Exception {
    rig.agent.next(Typed.REFUSED);
    rig.start().post("m1", "hello");
    rig.pass(LONG);

    assertThat(rig.agent.taken()).doesNotHaveDuplicates();
    assertThat(rig.rung("m1")).isIn(Rung.UNDECIDED, Rung.ANSWERED);
  }

  @Test
  void aDialogBeforeTypingIsToldAndTheMessageIsDeliveredAfterIt() throws Exception {
    rig.start();
    rig.agent.cover("TRUST");
    rig.post("m1", "hello");

    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);
    assertThat(rig.all(SessionEvent.DialogShown.class))
        .extracting(SessionEvent.DialogShown::kind)
        .containsExactly("TRUST");
    assertThat(rig.rung("m1")).isEqualTo(Rung.QUEUED);

    rig.agent.answerDialog();
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  @Test
  void aDialogThatTheAgentTellsNothingOfHoldsTheLineOnlyWhileItStands() throws Exception {
    rig.start();
    rig.agent.cover("SURVEY");
    rig.post("m1", "hello");
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.agent.taken()).isEmpty();
    assertThat(rig.all(SessionEvent.DialogShown.class)).as("told once").hasSize(1);

    rig.agent.uncover();
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.agent.taken()).containsExactly("hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aDialogOverATypedPromptDoesNotHoldTheLineForEver() throws Exception {
    rig.agent.next(Typed.DIALOG);
    rig.start().post("m1", "hello");
    rig.post("m2", "after");
    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);
    rig.pass(Duration.ofSeconds(10));

    rig.agent.answerDialog();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello", "after");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aPromptFromTheTerminalMeanwhileDoesNotHoldTheLineForEver() throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.start().post("m1", "hello");
    rig.agent.typeAtTerminal("mine first");
    rig.settle();
    rig.agent.finish("done");
    rig.pass(LONG);

    assertThat(rig.agent.taken()).containsExactly("mine first", "hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aStopInTheMiddleOfTypingDoesNotHoldTheLineForEver() throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.start().post("m1", "hello");
    rig.session().stop().get();
    rig.settle();
    assertThat(rig.session().state()).isEqualTo(SessionState.STOPPED);

    rig.session().start().get();
    rig.pass(LONG);
    assertThat(rig.agent.taken()).containsExactly("hello");
  }

  @Test
  void sameWordsTwiceAreTwoPromptsThoughTheFirstIsToldAgain() throws Exception {
    rig.agent.next(Typed.ANSWERED, Typed.VANISHED);
    rig.start().post("m1", "go on");
    rig.post("m2", "go on");
    rig.agent.tell(new AgentEvent.Accepted("prompt-1", "go on"));
    rig.settle();

    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.rung("m2")).as("the proof of the first proves nothing of the second")
        .isEqualTo(Rung.TYPED);
  }

  @Test
  void aSecondPromptIsNotEndedByTheFirstOnesTimer() throws Exception {
    rig.agent.next(Typed.ANSWERED);
    rig.start().post("m1", "quick");
    rig.pass(Duration.ofMillis(1_400));
    // Accepted, and it says only half a second later that it is busy.
    rig.agent.next(Typed.PROOF_LATE);
    rig.post("m2", "slow");
    rig.agent.tell(new AgentEvent.Accepted("prompt-2", "slow"));
    rig.settle();
    rig.pass(Duration.ofMillis(300));

    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
  }

  @Test
  void aDialogRightAfterThePromptIsNotTakenForRest() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.start().post("m1", "do it");
    rig.agent.tell(new AgentEvent.Accepted("prompt-1", "do it"));
    rig.agent.ask("PERMISSION");
    rig.pass(Duration.ofSeconds(5));

    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ACCEPTED);
  }
}
