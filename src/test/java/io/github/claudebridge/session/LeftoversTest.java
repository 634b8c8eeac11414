package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.testing.FakeEngine.Typed;
import io.github.claudebridge.testing.Logs;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waited when the bridge started is not typed before its channel has been asked. */
class LeftoversTest {
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
  void aTextChangedHereIsNotTakenForOneThatWasChangedInTheChannel() throws Exception {
    var ann = new Author("ann", "ann", Author.Kind.PERSON);
    rig.session().queue().edit("102", "then pull", ann).get(5, TimeUnit.SECONDS);
    assertThat(rig.messages.leftovers().waiting(SessionRig.CHANNEL))
        .containsExactly(
            new Wording("101", "rm the old branch"), new Wording("102", "then push"));

    rig.session().queue().reworded("102", "then merge").get(5, TimeUnit.SECONDS);
    assertThat(rig.messages.leftovers().waiting(SessionRig.CHANNEL))
        .contains(new Wording("102", "then merge"));
    rig.messages.leftovers().release(SessionRig.CHANNEL);
    rig.settle();
    assertThat(rig.agent.taken()).last().isEqualTo("then merge");
  }
}
