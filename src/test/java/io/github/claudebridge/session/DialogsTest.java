package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.SessionEvent.DialogClosed;
import io.github.claudebridge.model.SessionEvent.DialogShown;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.session.Dialogs.Outcome;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys reach the dialog that their presser saw, and nothing else. */
class DialogsTest {
  private static final Author ANN = new Author("7", "Ann", Author.Kind.PERSON);
  private static final Duration DEAF = Duration.ofMillis(600);

  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig().start();
    rig.agent.ask("OTHER", "Which?", "1", "esc");
    rig.settle();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aKeyIsPressedOnceTheDialogHearsIt() throws Exception {
    CompletableFuture<Outcome> press = press("1");
    rig.settle();
    assertThat(rig.agent.pressed()).as("Claude Code is deaf at first").isEmpty();
    rig.agent.atKey(key -> rig.agent.answerDialog());
    rig.pass(Duration.ofSeconds(1));
    assertThat(press.get(5, TimeUnit.SECONDS)).isEqualTo(Outcome.PRESSED);
    assertThat(rig.agent.pressed()).containsExactly("1");
    assertThat(rig.all(DialogClosed.class))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.key()).isEqualTo("1");
              assertThat(e.by()).isEqualTo(ANN);
            });
  }

  @Test
  void aDialogThatWasAnsweredAtTheTerminalNamesNobody() throws Exception {
    rig.agent.answerDialog();
    rig.settle();
    assertThat(rig.all(DialogClosed.class)).singleElement().extracting(DialogClosed::by).isNull();
    assertThat(done(press("1"))).isEqualTo(Outcome.GONE);
    assertThat(rig.agent.pressed()).isEmpty();
  }

  @Test
  void theMenuOfALimitIsToldOnlyIfItStays() throws Exception {
    rig.agent.answerDialog();
    rig.settle();
    int told = rig.all(DialogShown.class).size();
    rig.agent.ask("USAGE_LIMIT", "What do you want to do?", "1", "esc");
    rig.pass(Duration.ofSeconds(1));
    rig.agent.answerDialog(); // as the engine does
    rig.settle();
    assertThat(rig.all(DialogShown.class)).hasSize(told);

    rig.agent.ask("USAGE_LIMIT", "What do you want to do?", "1", "esc");
    rig.pass(Duration.ofSeconds(6));
    assertThat(rig.all(DialogShown.class)).hasSize(told + 1);
  }

  @Test
  void anotherLookIsShownInsteadOfPressing() throws Exception {
    DialogShown first = shown();
    rig.pass(DEAF);
    rig.agent.show("OTHER", "Something else?", "1", "esc");
    assertThat(done(rig.session().dialogs().press(first.id(), first.print(), key("1"), ANN)))
        .isEqualTo(Outcome.CHANGED);
    assertThat(rig.agent.pressed()).isEmpty();
    assertThat(shown().id()).isEqualTo(first.id());
    assertThat(shown().screen()).isEqualTo("Something else?");
  }

  @Test
  void twoPeopleWhoPressAtOncePressOneKey() throws Exception {
    rig.pass(DEAF);
    CompletableFuture<Outcome> ann = press("1");
    CompletableFuture<Outcome> ben = press("1");
    rig.pass(Duration.ofSeconds(3));
    assertThat(ann.get()).isEqualTo(Outcome.PRESSED);
    assertThat(ben.get()).isEqualTo(Outcome.TOO_SOON);
    assertThat(rig.agent.pressed()).containsExactly("1");
  }

  @Test
  void aKeyThatTheDialogDoesNotOfferIsNotPressed() throws Exception {
    rig.pass(DEAF);
    assertThat(done(press("2"))).isEqualTo(Outcome.NOT_OFFERED);
    assertThat(rig.agent.pressed()).isEmpty();
  }

  @Test
  void aDialogThatChangesIsToldUnderTheSameId() throws Exception {
    rig.pass(DEAF);
    rig.agent.atKey(key -> rig.agent.show("OTHER", "Sure?", "y", "esc"));
    CompletableFuture<Outcome> press = press("1");
    rig.pass(Duration.ofSeconds(2));
    assertThat(press.get()).isEqualTo(Outcome.PRESSED);
    assertThat(rig.all(DialogShown.class)).extracting(DialogShown::screen)
        .containsExactly("Which?", "Sure?");
    assertThat(rig.all(DialogShown.class)).extracting(DialogShown::id).containsOnly(shown().id());
  }

  @Test
  void whatChangesAtTheTerminalIsToldAfterAWhile() throws Exception {
    rig.agent.show("OTHER", "Another page", "1", "esc");
    rig.pass(Duration.ofSeconds(10));
    assertThat(shown().screen()).isEqualTo("Another page");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.all(DialogShown.class)).as("told once each").hasSize(2);
  }

  @Test
  void aDialogThatIsDrawnLateIsToldWhenItStandsThere() throws Exception {
    rig.agent.answerDialog();
    rig.agent.next(Typed.WORKED_ON);
    rig.post("one", "one");
    rig.agent.tell(new AgentEvent.Waiting("UNKNOWN", ""));
    rig.settle();
    assertThat(rig.all(DialogShown.class)).as("the one before").hasSize(1);
    rig.agent.show("OTHER", "Late", "1", "esc");
    rig.pass(Duration.ofSeconds(3));
    assertThat(shown().screen()).isEqualTo("Late");
  }

  @Test
  void nothingIsPressedWhereAPromptCanBeWritten() throws Exception {
    rig.agent.answerDialog();
    rig.settle();
    assertThat(done(rig.session().dialogs().press(null, null, key("enter"), ANN)))
        .isEqualTo(Outcome.NO_DIALOG);
    assertThat(rig.agent.pressed()).isEmpty();
  }

  @Test
  void theEndOfADialogIsToldBeforeItIsStored() throws Exception {
    List<Integer> open = new ArrayList<>();
    rig.beside =
        event -> {
          if (event instanceof DialogClosed) {
            open.add(rig.rows("dialog WHERE closed_at IS NULL"));
          }
        };
    rig.agent.answerDialog();
    rig.settle();
    assertThat(open).as("a crash just now would have it told again").containsExactly(1);
    assertThat(rig.rows("dialog WHERE closed_at IS NULL")).isZero();
  }

  @Test
  void anOpenDialogKeepsItsIdOverARestart() throws Exception {
    DialogShown before = shown();
    rig.restartBridge();
    assertThat(shown().id()).isEqualTo(before.id());
    rig.pass(DEAF);
    assertThat(rig.all(DialogClosed.class)).isEmpty();
    CompletableFuture<Outcome> press =
        rig.session().dialogs().press(before.id(), before.print(), key("1"), ANN);
    rig.pass(Duration.ofSeconds(2));
    assertThat(press.get()).isEqualTo(Outcome.PRESSED);
  }

  @Test
  void aDialogThatWentWhileTheBridgeWasAwayIsClosed() throws Exception {
    rig.closeBridge();
    rig.agent.answerDialog();
    rig.openBridge();
    rig.start();
    assertThat(rig.all(DialogClosed.class)).hasSize(1);
    rig.agent.ask("OTHER", "Which?", "1");
    rig.settle();
    assertThat(shown().id()).isNotEqualTo(rig.all(DialogClosed.class).getFirst().id());
  }

  private CompletableFuture<Outcome> press(String name) {
    return rig.session().dialogs().press(shown().id(), shown().print(), key(name), ANN);
  }

  private DialogShown shown() {
    return rig.all(DialogShown.class).getLast();
  }

  private static TerminalKey key(String name) {
    return TerminalKey.of(name).orElseThrow();
  }

  private Outcome done(CompletableFuture<Outcome> outcome) throws Exception {
    rig.settle();
    return outcome.get(5, TimeUnit.SECONDS);
  }
}
