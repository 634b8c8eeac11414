package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of turns: what was said in them, and how they ended. */
class TurnTest {
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
  void aPromptOfTheTerminalIsMirroredAndAnswered() throws Exception {
    rig.start();
    rig.agent.typeAtTerminal("from the desk");
    rig.settle();
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    rig.agent.finish("seen");
    rig.settle();

    assertThat(rig.all(SessionEvent.TypedAtTerminal.class))
        .extracting(SessionEvent.TypedAtTerminal::text)
        .containsExactly("from the desk");
    assertThat(rig.all(SessionEvent.Said.class))
        .singleElement()
        .matches(e -> e.text().equals("seen") && e.replyTo() == null);
    assertThat(rig.ends()).containsExactly(End.DONE);
  }

  @Test
  void aPromptOfAMessageIsNotMirrored() throws Exception {
    rig.start().post("m1", "hello");
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
    assertThat(rig.all(SessionEvent.Said.class))
        .singleElement()
        .matches(e -> "m1".equals(e.replyTo()));
  }

  @Test
  void aPromptThatTheAgentGivesItselfIsNeitherMirroredNorADelivery() throws Exception {
    rig.start().post("m1", "hello");
    rig.agent.tell(new AgentEvent.WentOn("own-1", "<task-notification>", null));
    rig.agent.work();
    rig.agent.rest();
    rig.settle();
    assertThat(rig.all(SessionEvent.TypedAtTerminal.class)).isEmpty();
    assertThat(rig.told("m1")).containsOnlyOnce(Rung.ACCEPTED);
  }

  @Test
  void anInterruptedTurnIsAnsweredAsInterrupted() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "long work");
    rig.session().interrupt().get();
    rig.settle();

    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.reason("m1")).isEqualTo("interrupted");
  }

  @Test
  void aFailureOfTheModelFailsTheMessageWithTheReason() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.ANSWERED);
    rig.start().post("m1", "work");
    rig.agent.fail("rate_limit", "You have hit your limit");
    rig.settle();

    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);
    assertThat(rig.reason("m1")).isEqualTo("rate_limit: You have hit your limit");
    assertThat(rig.all(SessionEvent.TurnEnded.class))
        .singleElement()
        .matches(
            e -> e.end() == End.FAILED && "rate_limit: You have hit your limit".equals(e.detail()));

    rig.post("m2", "again");
    assertThat(rig.rung("m2")).as("the failure is not carried over").isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aFailureWithoutWordsHasTheAgentsOwnWordForIt() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.fail("overloaded", null);
    rig.settle();
    assertThat(rig.reason("m1")).isEqualTo("overloaded");
  }

  @Test
  void lastWordsThatOnlyTheReportHasAreToldOnce() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.post("m2", "next");
    rig.agent.stop("the end");
    rig.settle();
    assertThat(rig.agent.taken()).as("the next prompt waits for them").containsExactly("work");
    assertThat(rig.said()).isEmpty();

    rig.pass(Duration.ofSeconds(4));
    assertThat(rig.said()).startsWith("the end").doesNotHaveDuplicates();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(rig.agent.taken()).containsExactly("work", "next");
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE);
  }

  @Test
  void lastWordsThatTheRecordBringsInTimeAreToldOnce() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.stop("the end");
    rig.settle();
    rig.agent.say("the end");
    rig.pass(Duration.ofSeconds(10));

    assertThat(rig.said()).containsExactly("the end");
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void lastWordsThatTheRecordBringsLateAreNotToldAgain() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.stop("the end");
    rig.pass(Duration.ofSeconds(10));
    rig.agent.say("the end");
    rig.settle();
    assertThat(rig.said()).containsExactly("the end");
  }

  @Test
  void theSameWordsInALaterTurnAreToldThoughTheyWereReportedBefore() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.agent.stop("Done.");
    rig.pass(Duration.ofSeconds(10));
    rig.post("m2", "two");
    rig.agent.finish("Done.");
    rig.settle();
    assertThat(rig.said()).containsExactly("Done.", "Done.");
  }

  @Test
  void theAgentsDeathInTheMiddleOfATurnIsToldWithWhatItShowedLast() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.die(137);
    rig.settle();

    assertThat(rig.session().state()).isEqualTo(SessionState.LOST);
    assertThat(rig.session().detail()).isEqualTo("The agent ended with code 137.");
    assertThat(rig.rung("m1")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.ends()).containsExactly(End.FAILED);
  }

  @Test
  void anAgentThatDiesBeforeItsRecordHasTheLastWordsIsQuotedFromItsReport() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.stop("the end");
    rig.agent.die(137);
    rig.settle(); // and no time passes: a bridge that ends now must not have lost them

    assertThat(rig.said()).containsExactly("the end");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.said()).containsExactly("the end");
  }

  @Test
  void theIdleBetweenTwoTurnsMayBeToldAfterTheSecondHasBegun() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.agent.say("first answer");
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), "first answer", 0));
    rig.agent.tell(new AgentEvent.Accepted("p-queued", "two"));
    rig.agent.rest();
    rig.agent.work();
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.ends()).isEmpty();
    rig.agent.tell(new AgentEvent.Stopped("p-queued", null, 0));
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).containsExactly(End.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aPromptThatIsTakenBackRightAwayEndsAsInterrupted() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.agent.say("first answer");
    rig.agent.tell(new AgentEvent.Stopped(rig.agent.promptId(), "first answer", 0));
    rig.agent.tell(new AgentEvent.Accepted("p-queued", "two"));
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.ends()).containsExactly(End.INTERRUPTED);
  }

  @Test
  void aFailureThatIsReportedWhenTheAgentIsIdleIsNoInterruption() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.ANSWERED);
    rig.start().post("m1", "one");
    rig.agent.rest();
    rig.settle();
    assertThat(rig.ends()).as("nothing is known of its end").isEmpty();
    rig.agent.tell(new AgentEvent.StopFailed(rig.agent.promptId(), "server_error", "Error 500"));
    rig.settle();

    assertThat(rig.ends()).containsExactly(End.FAILED);
    assertThat(rig.reason("m1")).isEqualTo("server_error: Error 500");
    rig.post("m2", "two");
    assertThat(rig.rung("m2")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void nothingIsTypedIntoADialogThatComesAfterAnIdleWithoutAReport() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.post("m2", "two");
    rig.agent.rest();
    rig.settle();
    rig.agent.ask("LIMIT");
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);
    assertThat(rig.rung("m2")).isEqualTo(Rung.QUEUED);
  }

  @Test
  void aStopThatIsToldTwiceDoesNotEndTheNextTurn() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.WORKED_ON);
    rig.start().post("m1", "one");
    String first = rig.agent.promptId();
    rig.agent.finish("first answer");
    rig.settle();
    rig.post("m2", "two");
    rig.agent.tell(new AgentEvent.Stopped(first, null, 0)); // the record, late
    rig.agent.tell(new AgentEvent.Stopped(first, "first answer", 0)); // the hook, late
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.said()).as("not said again as the next turn's").containsExactly("first answer");
    rig.agent.die(137);
    rig.settle();

    assertThat(rig.rung("m2")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.FAILED);
  }

  @Test
  void aRecordThatIsReadFromTheMiddleOnSaysNothingOfLaterTurns() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.WORKED_ON, Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.agent.tell(new AgentEvent.Stopped(null, null, 0));
    rig.agent.finish("first answer");
    rig.settle();
    rig.post("m2", "two");
    rig.agent.finish("second answer");
    rig.settle();
    rig.post("m3", "three");
    rig.agent.die(137);
    rig.settle();

    assertThat(rig.rung("m3")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE, End.FAILED);
  }

  @Test
  void theRecordOfTwoTurnsReadLateSaysNothingOfTheThird() throws Exception {
    rig.agent.next(Typed.WORKED_ON, Typed.WORKED_ON, Typed.WORKED_ON);
    rig.start().post("m1", "one");
    String first = rig.agent.promptId();
    rig.agent.finish("first answer");
    rig.settle();
    rig.post("m2", "two");
    String second = rig.agent.promptId();
    rig.agent.finish("second answer");
    rig.agent.tell(new AgentEvent.Stopped(first, null, 0));
    rig.agent.tell(new AgentEvent.Stopped(second, null, 0));
    rig.settle();
    rig.agent.tell(new AgentEvent.Stopped(first, "first answer", 0)); // a hook, very late
    rig.agent.tell(new AgentEvent.Stopped(second, "second answer", 0));
    rig.post("m3", "three");
    rig.agent.tell(new AgentEvent.Stopped(first, null, 0));
    rig.agent.die(137);
    rig.settle();

    assertThat(rig.rung("m3")).isEqualTo(Rung.UNDECIDED);
    assertThat(rig.ends()).containsExactly(End.DONE, End.DONE, End.FAILED);
    assertThat(rig.said()).containsExactly("first answer", "second answer");
  }

  @Test
  @Logs("not there")
  void anAgentThatDoesNotStartIsLostWithTheReason() throws Exception {
    rig.agent.startFails(true);
    rig.start();
    assertThat(rig.session().state()).isEqualTo(SessionState.LOST);
    assertThat(rig.session().detail()).contains("not there");

    rig.agent.startFails(false);
    rig.start();
    assertThat(rig.session().state()).isEqualTo(SessionState.IDLE);
    assertThat(rig.session().detail()).isNull();
  }

  @Test
  void aDialogInATurnIsToldOnceAndTheTurnGoesOn() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.ask("PERMISSION");
    rig.agent.ask("PERMISSION");
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.all(SessionEvent.DialogShown.class)).hasSize(1);
    assertThat(rig.session().state()).isEqualTo(SessionState.WAITING);

    rig.agent.answerDialog();
    rig.settle();
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
    rig.agent.ask("PERMISSION");
    rig.settle();
    assertThat(rig.all(SessionEvent.DialogShown.class)).as("a new one of the kind").hasSize(2);
    rig.agent.answerDialog();
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aPromptInTheMiddleOfATurnLeavesNoTurnOpen() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "work");
    rig.agent.typeAtTerminal("and this");
    rig.agent.finish("both done");
    rig.settle();
    assertThat(rig.conversations.turns().open(1)).isEmpty();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aSlowStartIsToldOnce() throws Exception {
    rig.agent.startsSilently(true);
    rig.start();
    rig.agent.unclear(true);
    rig.pass(Duration.ofMinutes(2));
    assertThat(rig.all(SessionEvent.DialogShown.class))
        .extracting(SessionEvent.DialogShown::kind)
        .containsExactly("not ready");
    rig.agent.unclear(false);
    rig.agent.rest();
    rig.post("m1", "hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void oddEventsInOddStatesDoNoHarm() throws Exception {
    rig.agent.tell(new AgentEvent.Idle());
    rig.agent.tell(new AgentEvent.Busy());
    rig.agent.tell(new AgentEvent.Stopped(null, "words", 0));
    rig.agent.tell(new AgentEvent.Said("k", null, "before any start", false));
    rig.agent.tell(new AgentEvent.Exited(null, null));
    rig.agent.tell(new AgentEvent.ReadTo("nobody's", 7));
    rig.agent.tell(new AgentEvent.Accepted("p-odd", ""));
    rig.settle();
    rig.start().post("m1", "hello");
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }
}
