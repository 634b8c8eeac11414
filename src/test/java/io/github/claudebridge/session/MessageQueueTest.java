package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.Decision;
import io.github.claudebridge.session.MessageQueue.Outcome;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue in the hands of people. */
class MessageQueueTest {
  private static final Author ANN = new Author("ann", "Ann", Author.Kind.PERSON);
  private static final Author BEN = new Author("ben", "Ben", Author.Kind.PERSON);
  private static final Author CLI = new Author("cli:op", "op", Author.Kind.CLI);

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
  void aFailedMessageIsSentAgainOnceHoweverOftenItIsOrdered() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("m1", "hello");
    rig.agent.fail("server_error", "the model is down");
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);

    assertThat(get(queue().retry("m1", ANN))).isEqualTo(Outcome.DONE);
    assertThat(get(queue().retry("m1", BEN))).isEqualTo(Outcome.TOO_LATE);
    rig.settle();

    assertThat(rig.agent.taken()).containsExactly("hello", "hello");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
    assertThat(decisions()).containsExactly(Decision.AGAIN);
    assertThat(rig.all(SessionEvent.Decided.class).getFirst().by()).isEqualTo(ANN);
  }

  @Test
  void whatIsSentAgainGoesBeforeWhatWasWrittenAfterIt() throws Exception {
    fail("m1", "first");
    rig.agent.next(Typed.WORKED_ON);
    rig.post("m2", "second");
    rig.post("m3", "third");
    assertThat(get(queue().retry("m1", ANN))).isEqualTo(Outcome.DONE);

    assertThat(waiting()).containsExactly("m1", "m3");
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("first", "second", "first", "third");
  }

  @Test
  void anUndecidedMessageIsSkippedOrSentAgain() throws Exception {
    undecided("m1", "one");
    assertThat(get(queue().skip("m1", BEN))).isEqualTo(Outcome.DONE);
    assertThat(rig.rung("m1")).isEqualTo(Rung.FAILED);
    assertThat(rig.reason("m1")).isEqualTo("skipped by Ben");
    assertThat(get(queue().skip("m1", ANN))).isEqualTo(Outcome.TOO_LATE);
    assertThat(get(queue().sendAgain("m1", ANN))).isEqualTo(Outcome.TOO_LATE);
    assertThat(decisions()).containsExactly(Decision.SKIPPED);

    assertThat(get(queue().retry("m1", ANN))).isEqualTo(Outcome.DONE);
    rig.settle();
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void whatWaitsOrIsAnsweredCannotBeSentAgain() throws Exception {
    rig.agent.next(Typed.ANSWERED, Typed.WORKED_ON);
    rig.start().post("m1", "one");
    rig.post("m2", "two");
    rig.post("m3", "three");
    for (String id : List.of("m1", "m2", "m3")) {
      assertThat(get(queue().retry(id, ANN))).as(id).isEqualTo(Outcome.TOO_LATE);
      assertThat(get(queue().skip(id, ANN))).as(id).isEqualTo(Outcome.TOO_LATE);
    }
    assertThat(get(queue().retry("m9", ANN))).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void theOrderCanBeChangedAndOutlivesARestart() throws Exception {
    busyWith("m1", "m2", "m3", "m4");
    assertThat(get(queue().moveToFront("m4"))).isEqualTo(Outcome.DONE);
    assertThat(get(queue().moveToFront("m3"))).isEqualTo(Outcome.DONE);
    assertThat(get(queue().moveToFront("m1"))).isEqualTo(Outcome.TOO_LATE);
    assertThat(waiting()).containsExactly("m3", "m4", "m2");

    rig.restartBridge();
    assertThat(waiting()).containsExactly("m3", "m4", "m2");
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken())
        .containsExactly("text of m1", "text of m3", "text of m4", "text of m2");
  }

  @Test
  void onlyTheAuthorAndTheMachinesOwnerChangeWhatAMessageSays() throws Exception {
    busyWith("m1", "m2");
    assertThat(get(queue().edit("m2", "forged", BEN))).isEqualTo(Outcome.NOT_YOURS);
    assertThat(get(queue().edit("m2", "better", ANN))).isEqualTo(Outcome.DONE);
    assertThat(get(queue().edit("m1", "too late", ANN))).isEqualTo(Outcome.TOO_LATE);
    assertThat(get(queue().edit("m9", "what", CLI))).isEqualTo(Outcome.UNKNOWN);
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("text of m1", "better");
  }

  @Test
  void whatIsTakenOutIsNotSent() throws Exception {
    busyWith("m1", "m2", "m3", "m4", "m5");
    assertThat(get(queue().withdraw("m2", BEN))).isEqualTo(Outcome.DONE);
    assertThat(rig.reason("m2")).isEqualTo("taken out of the queue by Ben");
    assertThat(get(queue().takenBack("m3"))).isEqualTo(Outcome.DONE);
    assertThat(get(queue().clear(ANN))).isEqualTo(2);
    assertThat(get(queue().clear(ANN))).isZero();
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("text of m1");
    assertThat(rig.rung("m1")).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void whatIsSentNowStopsTheTurnAndTheOthersWaitOn() throws Exception {
    busyWith("m1", "m2", "m3");
    rig.agent.next(Typed.WORKED_ON);
    assertThat(get(queue().sendNow("m3"))).isEqualTo(Outcome.DONE);
    rig.settle();

    assertThat(rig.agent.taken()).containsExactly("text of m1", "text of m3");
    assertThat(rig.ends()).containsExactly(SessionEvent.End.INTERRUPTED);
    assertThat(waiting()).containsExactly("m2");
    rig.pass(Duration.ofSeconds(20)); // the look at the stopped turn must not stop the next one
    assertThat(rig.ends()).hasSize(1);
    rig.agent.finish("done");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("text of m1", "text of m3", "text of m2");
  }

  @Test
  void whatIsSentNowWaitsForThePromptThatIsBeingTyped() throws Exception {
    rig.agent.next(Typed.PROOF_LATE);
    rig.start().post("m1", "one");
    rig.post("m2", "two");
    assertThat(rig.session().state()).isEqualTo(SessionState.TYPING);
    assertThat(get(queue().sendNow("m2"))).isEqualTo(Outcome.DONE);
    rig.agent.prove();
    rig.pass(Duration.ofSeconds(1));

    assertThat(rig.agent.taken()).containsExactly("one", "two");
    assertThat(rig.ends()).containsExactly(SessionEvent.End.INTERRUPTED, SessionEvent.End.DONE);
  }

  @Test
  void stoppingSaysWhatCameOfIt() throws Exception {
    rig.start();
    assertThat(get(rig.session().stopTurn())).isEqualTo(Stopping.NOTHING);
    rig.agent.next(Typed.WORKED_ON, Typed.WORKED_ON);
    rig.post("m1", "one");
    rig.post("m2", "two");
    CompletableFuture<Stopping> stopping = rig.session().stopTurn();
    rig.pass(Duration.ofSeconds(1));
    assertThat(get(stopping)).isEqualTo(Stopping.STOPPED);
    assertThat(rig.agent.taken()).containsExactly("one", "two");
    assertThat(rig.rung("m2")).isEqualTo(Rung.ACCEPTED);
  }

  @Test
  void whatCameTooLateWaitsForAPersonAndIsFetchedWhenItIsSent() throws Exception {
    rig.start();
    AttachmentRef file = new AttachmentRef("a1", "x.txt", "http://localhost/x", 1, "text/plain");
    assertThat(rig.messages.queue().receiveLate(1, message("o1", List.of()))).isTrue();
    assertThat(rig.messages.queue().receiveLate(1, message("o2", List.of(file)))).isTrue();
    assertThat(rig.messages.queue().receiveLate(1, message("o1", List.of()))).isFalse();
    rig.restartBridge();
    assertThat(rig.agent.taken()).isEmpty();

    assertThat(get(queue().deliverLate(SessionRig.CHANNEL, ANN))).isEqualTo(2);
    rig.settle();
    assertThat(rig.rung("o2")).isEqualTo(Rung.RECEIVED);
    rig.files.get("o2").complete(List.of("Attached file: /x"));
    rig.settle();
    assertThat(rig.agent.taken().getFirst()).isEqualTo("text of o1");
    assertThat(rig.agent.taken().getLast()).contains("text of o2", "/x");
    assertThat(get(queue().deliverLate(SessionRig.CHANNEL, BEN))).isZero();
  }

  private void busyWith(String first, String... others) throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post(first, "text of " + first);
    for (String id : others) {
      rig.post(id, "text of " + id);
    }
  }

  private void fail(String id, String text) throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post(id, text);
    rig.agent.fail("server_error", "the model is down");
    rig.settle();
  }

  private void undecided(String id, String text) throws Exception {
    rig.agent.next(Typed.VANISHED);
    rig.agent.unclear(true);
    rig.start().post(id, text);
    rig.pass(Duration.ofMinutes(2));
    rig.agent.unclear(false);
    assertThat(rig.rung(id)).isEqualTo(Rung.UNDECIDED);
  }

  private static Message message(String id, List<AttachmentRef> files) {
    return new Message(id, SessionRig.CHANNEL, ANN, "text of " + id, files, Instant.EPOCH);
  }

  private MessageQueue queue() {
    return rig.session().queue();
  }

  private List<String> waiting() {
    return queue().waiting().stream().map(Delivery::message).map(Message::id).toList();
  }

  private List<Decision> decisions() {
    return rig.all(SessionEvent.Decided.class).stream()
        .map(SessionEvent.Decided::decision)
        .toList();
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }
}
