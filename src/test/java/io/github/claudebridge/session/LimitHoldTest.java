package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.QuietHours;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.model.SessionEvent.LimitOver;
import io.github.claudebridge.model.SessionEvent.LimitReached;
import io.github.claudebridge.model.SessionEvent.Lift;
import io.github.claudebridge.testing.Typed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits is held while a usage limit lasts; it is 03:04:05 UTC when the tests begin. */
class LimitHoldTest {
  private static final Author ANN = new Author("ann", "ann", Author.Kind.PERSON);
  private static final String SAID = "You've hit your session limit · resets 5am (UTC)";
  private static final Instant OVER = Instant.parse("2026-01-02T05:01:00Z");
  private static final ZoneId UTC = ZoneId.of("UTC");

  private SessionRig rig;

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aMessageThatMetTheLimitWaitsWithTheOthersAndGoesFirst() throws Exception {
    open(LimitRules.ASK);
    met("one", null);
    rig.post("two", "two");
    assertThat(rig.rung("one")).isEqualTo(Rung.QUEUED);
    assertThat(rig.rung("two")).isEqualTo(Rung.QUEUED);
    assertThat(reached().resets()).isEqualTo(OVER);
    assertThat(reached().choice()).isEqualTo(Choice.WAITS);
    assertThat(reached().replyTo()).isEqualTo("one");
    rig.pass(Duration.ofMinutes(110));
    assertThat(rig.agent.taken()).containsExactly("one");
    rig.pass(Duration.ofMinutes(10));
    assertThat(rig.agent.taken()).containsExactly("one", "one", "two");
    assertThat(rig.rung("one")).isEqualTo(Rung.ANSWERED);
    assertThat(lift()).isEqualTo(Lift.TIME);
  }

  @Test
  void whatWasCutOffIsLeftUnlessSomebodyWantsItContinued() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    assertThat(rig.rung("one")).isEqualTo(Rung.ANSWERED);
    assertThat(reached().choice()).isEqualTo(Choice.OPEN);
    rig.post("two", "two");
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.taken()).containsExactly("one", "two");
  }

  @Test
  void aMessageForWhichAToolHasRunIsNotTypedAgain() throws Exception {
    open(LimitRules.ASK);
    rig.agent.next(Typed.WORKED_ON);
    rig.post("one", "one");
    rig.agent.tell(
        new AgentEvent.Progress(
            rig.agent.promptId(), new Doing.ToolBegan("t1", "Bash", "git push")));
    rig.agent.fail("rate_limit", SAID);
    rig.settle();
    assertThat(rig.rung("one")).isEqualTo(Rung.ANSWERED);
    assertThat(reached().choice()).isEqualTo(Choice.OPEN);
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.taken()).containsExactly("one");
  }

  @Test
  void whatSomebodyWantsContinuedIsContinuedBeforeAllThatWaits() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    rig.post("two", "two");
    assertThat(rig.session().limit().choose(Choice.CONTINUE, ANN).get()).isTrue();
    assertThat(reached().by()).isEqualTo(ANN);
    rig.restartBridge();
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.taken()).containsExactly("one", LimitHold.CONTINUE, "two");
    assertThat(lift()).isEqualTo(Lift.CONTINUED);
    assertThat(rig.session().limit().choose(Choice.CONTINUE, ANN).get()).isFalse();
  }

  @Test
  void itIsToldAgainAsItStandsAfterARestartWhichMayHaveComeBeforeItWasTold() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    rig.session().limit().choose(Choice.CONTINUE, ANN).get();
    LimitReached told = reached();
    rig.events.clear();
    rig.restartBridge();
    assertThat(rig.all(LimitReached.class)).hasSize(1);
    assertThat(reached()).isEqualTo(told);
  }

  @Test
  void itCanBeTakenBack() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    rig.session().limit().choose(Choice.CONTINUE, ANN).get();
    rig.session().limit().choose(Choice.OPEN, ANN).get();
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.taken()).containsExactly("one");
  }

  @Test
  void nothingGoesOnInQuietHoursUntilSomebodyWrites() throws Exception {
    open(new LimitRules(Choice.CONTINUE, nightly(), UTC));
    met("one", "I begin.");
    assertThat(reached().release()).isEqualTo(Instant.parse("2026-01-02T07:00:00Z"));
    rig.pass(Duration.ofMinutes(150));
    assertThat(rig.agent.taken()).containsExactly("one");
    rig.pass(Duration.ofMinutes(90));
    assertThat(rig.agent.taken()).containsExactly("one", LimitHold.CONTINUE);
  }

  @Test
  void whoWritesInQuietHoursAfterTheLimitIsHeardAtOnce() throws Exception {
    open(new LimitRules(Choice.CONTINUE, nightly(), UTC));
    met("one", "I begin.");
    rig.pass(Duration.ofMinutes(60));
    rig.post("early", "early");
    assertThat(rig.agent.taken()).as("the limit lasts").containsExactly("one");
    rig.pass(Duration.ofMinutes(60));
    rig.post("late", "late");
    assertThat(rig.agent.taken()).containsExactly("one", "early", "late");
  }

  @Test
  void aPersonGoesOnBeforeItIsOver() throws Exception {
    open(LimitRules.ASK);
    met("one", null);
    assertThat(rig.session().limit().goOn(ANN).get()).isTrue();
    rig.settle();
    assertThat(lift()).isEqualTo(Lift.PERSON);
    assertThat(rig.agent.taken()).as("the agent's own menu may come").containsExactly("one");
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.agent.taken()).containsExactly("one", "one");
  }

  @Test
  void theRecordsLateWordOfALimitAndItsMenuDoNotHoldUpWhatGoesOn() throws Exception {
    open(LimitRules.ASK);
    met("one", null);
    rig.agent.tell(new AgentEvent.Said("late", rig.agent.promptId(), SAID, true));
    assertThat(rig.session().limit().goOn(ANN).get()).isTrue();
    rig.agent.ask("USAGE_LIMIT");
    rig.pass(Duration.ofSeconds(1));
    rig.agent.answerDialog();
    rig.agent.rest();
    rig.pass(Duration.ofSeconds(3));
    assertThat(rig.agent.taken()).containsExactly("one", "one");
    assertThat(rig.session().limit().until()).isEmpty();
  }

  @Test
  void anAgentThatWorksAgainEndsIt() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    rig.post("two", "two");
    rig.agent.typeAtTerminal("try again");
    rig.agent.finish("it works");
    rig.settle();
    assertThat(lift()).isEqualTo(Lift.AGENT);
    assertThat(rig.agent.taken()).containsExactly("one", "try again", "two");
  }

  @Test
  void theSameLimitToldAgainIsOne() throws Exception {
    open(LimitRules.ASK);
    met("one", "I begin.");
    rig.session().limit().choose(Choice.CONTINUE, ANN).get();
    rig.agent.typeAtTerminal("try again");
    rig.agent.fail("rate_limit", SAID);
    rig.settle();
    assertThat(rig.all(LimitReached.class))
        .extracting(LimitReached::at)
        .containsOnly(reached().at());
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.taken()).containsExactly("one", "try again", LimitHold.CONTINUE);
  }

  @Test
  void aLimitWithoutATimeFailsTheMessage() throws Exception {
    open(LimitRules.ASK);
    rig.agent.next(Typed.WORKED_ON);
    rig.post("one", "one");
    rig.agent.fail("rate_limit", "You've hit your session limit");
    rig.settle();
    assertThat(rig.rung("one")).isEqualTo(Rung.FAILED);
    assertThat(rig.reason("one")).isEqualTo("rate_limit: You've hit your session limit");
    assertThat(rig.all(LimitReached.class)).isEmpty();
  }

  private static QuietHours nightly() {
    return new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), UTC);
  }

  private void open(LimitRules rules) throws Exception {
    rig = new SessionRig(rules).start();
  }

  /** A message meets the limit, after the agent has said something or before. */
  @Test
  void theEndOfALimitIsToldBeforeItIsForgotten() throws Exception {
    open(LimitRules.ASK);
    met("one", null);
    List<Integer> kept = new ArrayList<>();
    rig.beside =
        event -> {
          if (event instanceof LimitOver) {
            kept.add(rig.rows("usage_limit"));
          }
        };
    rig.pass(Duration.ofHours(2));
    assertThat(kept).as("a crash just now would have it told again").containsExactly(1);
    assertThat(rig.rows("usage_limit")).isZero();
  }

  private void met(String id, String words) throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    rig.post(id, id);
    if (words != null) {
      rig.agent.say(words);
    }
    rig.agent.fail("rate_limit", SAID);
    rig.settle();
  }

  private LimitReached reached() {
    return rig.all(LimitReached.class).getLast();
  }

  private Lift lift() {
    return rig.all(LimitOver.class).getLast().how();
  }
}
