package io.github.claudebridge.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.Typed;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waited when the bridge started is not typed before its channel has been asked. */
class LeftoversTest {
  private static final Author ANN = new Author("ann", "ann", Author.Kind.PERSON);

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig();
    rig.agent.next(Typed.WORKED_ON);
    rig.start().post("100", "work");
    rig.post("101", "rm the old branch");
    rig.post("dp-1", "from a script");
    rig.post("102", "then push");
    rig.closeBridge();
    rig.openBridge();
    rig.messages.leftovers().hold(() -> rig.session().wake());
    rig.start();
    rig.agent.finish("done");
    rig.settle();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void itWaitsAndSoDoesWhatComesAfterIt() throws Exception {
    rig.post("103", "and tell me");
    assertThat(rig.session().state()).isEqualTo(SessionState.IDLE);
    assertThat(rig.agent.taken()).containsExactly("work");

    rig.messages.leftovers().release("another channel");
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("work");
    rig.messages.leftovers().release(SessionRig.CHANNEL);
    rig.settle();
    assertThat(rig.agent.taken())
        .containsExactly("work", "rm the old branch", "from a script", "then push", "and tell me");
  }

  @Test
  void whatWasTakenBackIsNotTypedAndWhatWasChangedIsTypedAsItIsNow() throws Exception {
    rig.messages.steps().withdraw("101");
    rig.messages.steps().edit("102", "then wait");
    rig.messages.leftovers().release(SessionRig.CHANNEL);
    rig.settle();
    assertThat(rig.agent.taken()).containsExactly("work", "from a script", "then wait");
    assertThat(rig.rung("101")).isEqualTo(Rung.FAILED);
  }

  @Test
  @Logs("Discord cannot be asked")
  void aChannelThatCannotBeAskedHoldsNothingUpForGood() throws Exception {
    rig.messages.leftovers().releaseAll();
    rig.settle();
    assertThat(rig.agent.taken())
        .containsExactly("work", "rm the old branch", "from a script", "then push");
  }

  @Test
  void whatCameAfterTheStartIsNotHeldUp() throws Exception {
    rig.messages.steps().withdraw("101");
    rig.messages.steps().withdraw("102");
    rig.session().wake();
    rig.settle();
    rig.post("103", "and tell me");
    assertThat(rig.agent.taken()).containsExactly("work", "from a script", "and tell me");
  }

  @Test
  @Logs("Discord cannot be asked")
  void whatIsKeptOutOfTheQueueCanBeTakenBackAndChangedToo() throws Exception {
    for (String id : List.of("90", "91")) {
      rig.messages
          .queue()
          .receiveLate(
              1,
              new Message(
                  id, SessionRig.CHANNEL, ANN, "late " + id, List.of(), rig.time.instant()));
    }
    assertThat(rig.messages.leftovers().waiting(SessionRig.CHANNEL))
        .extracting(Wording::id)
        .containsExactly("90", "91", "101", "102");
    assertThat(rig.messages.steps().withdraw("90")).isTrue();
    assertThat(rig.messages.steps().withdraw("90")).as("once").isFalse();
    assertThat(rig.messages.steps().edit("91", "late and changed")).isTrue();

    rig.messages.leftovers().releaseAll();
    assertThat(rig.session().queue().deliverLate(SessionRig.CHANNEL, ANN).get(5, SECONDS))
        .isEqualTo(1);
    rig.settle();
    assertThat(rig.agent.taken()).contains("late and changed").doesNotContain("late 90");
    assertThat(rig.rung("90")).isEqualTo(Rung.FAILED);
  }

  @Test
  void aTextChangedHereIsNotTakenForOneThatWasChangedInTheChannel() throws Exception {
    rig.session().queue().edit("102", "then pull", ANN).get(5, SECONDS);
    assertThat(rig.messages.leftovers().waiting(SessionRig.CHANNEL))
        .containsExactly(
            new Wording("101", "rm the old branch"), new Wording("102", "then push"));

    rig.session().queue().reworded("102", "then merge").get(5, SECONDS);
    assertThat(rig.messages.leftovers().waiting(SessionRig.CHANNEL))
        .contains(new Wording("102", "then merge"));
    rig.messages.leftovers().release(SessionRig.CHANNEL);
    rig.settle();
    assertThat(rig.agent.taken()).last().isEqualTo("then merge");
  }
}
