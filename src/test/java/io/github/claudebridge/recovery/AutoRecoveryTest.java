package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.AgentEvent.GoneWith;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.recovery.Attempt.Outcome;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.Typed;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session in trouble comes back, step by step, and not against a person's will. */
class AutoRecoveryTest {
  private RecoveryRig rig;

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private void die(int code) {
    rig.agent.die(code);
    rig.awaitState(SessionState.LOST);
  }

  @Test
  void comesBackAfterASecondAndSaysAllInOnePost() throws Exception {
    rig = new RecoveryRig();
    String conversation = rig.session().conversation();
    die(3);
    rig.awaitLast(Remedy.RESTART, null);
    rig.awaitPosts(1);
    rig.awaitTold("code 3", "the last screen", "after 1.0 s");
    rig.pass(Duration.ofMillis(900));
    assertThat(rig.agent.starts()).isEqualTo(1);
    rig.pass(Duration.ofMillis(200));
    rig.awaitState(SessionState.IDLE);
    rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    rig.awaitPosts(1);
    rig.awaitTold("it is back");
    assertThat(rig.agent.started().resume()).isTrue();
    assertThat(rig.session().conversation()).isEqualTo(conversation);
  }

  @Test
  void theSameTroubleAgainAndAgainEndsInQuarantineWithAButton() throws Exception {
    rig = new RecoveryRig();
    for (int i = 1; i < RecoveryRig.RULES.quarantineAfter(); i++) {
      die(7);
      rig.passUntilStarts(i + 1);
    }
    die(7);
    rig.awaitLast(Remedy.QUARANTINE, null);
    rig.pass(Duration.ofHours(3));
    assertThat(rig.agent.starts()).isEqualTo(RecoveryRig.RULES.quarantineAfter());
    rig.awaitPosts(1);
    rig.awaitTold("vai recover 1", "and 1 more before");
    assertThat(rig.told().getLast().body().buttons())
        .extracting(Button::id)
        .containsExactly("try-again");
    rig.session().start().get();
    rig.awaitState(SessionState.IDLE);
    rig.awaitLast(Remedy.QUARANTINE, Outcome.BY_PERSON);
    rig.awaitTold("A person tries again");
    assertThat(rig.told().getLast().body().buttons()).isEmpty();
    die(7);
    assertThat(rig.awaitLast(Remedy.RESTART, null).outage())
        .as("a person gave the tries back, and it is a new outage")
        .isNotEqualTo(rig.attempts.lately(1).getFirst().outage());
  }

  @Test
  void pausesGrowAndAStableAgentEarnsItsTriesBack() throws Exception {
    rig = new RecoveryRig();
    for (int i = 0; i < 3; i++) {
      die(i + 10); // another trouble each time
      Attempt last = rig.awaitLast(Remedy.RESTART, null);
      assertThat(Duration.between(last.at(), last.dueAt())).isEqualTo(Duration.ofSeconds(1L << i));
      rig.passUntilStarts(i + 2);
      rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    }
    rig.pass(RecoveryRig.RULES.stableAfter().plusSeconds(1));
    die(20);
    Attempt last = rig.awaitLast(Remedy.RESTART, null);
    assertThat(Duration.between(last.at(), last.dueAt())).isEqualTo(Duration.ofSeconds(1));
    rig.awaitPosts(2);
  }

  @Test
  void noMoreRestartsInAnHourThanTheCap() throws Exception {
    Settings.Recovery d = RecoveryRig.RULES;
    rig =
        new RecoveryRig(
            new Settings.Recovery(
                Automatic.FULL, 2, 99, d.stableAfter(), d.hangAfter(), 0, false),
            null);
    die(1);
    rig.passUntilStarts(2);
    die(2);
    rig.passUntilStarts(3);
    die(3);
    rig.awaitLast(Remedy.QUARANTINE, null);
  }

  @Test
  @Logs("not there")
  void anAgentThatCannotBeStartedIsTriedAgainAndItsReasonIsTold() throws Exception {
    rig = new RecoveryRig();
    rig.agent.startFails(true);
    die(1);
    rig.passUntil(Duration.ofSeconds(1), () -> rig.attempts.lately(1).size() > 2);
    assertThat(rig.attempts.last(1).orElseThrow().symptom()).isEqualTo("start-failed");
    rig.awaitTold("the agent's program is not there");
    rig.agent.startFails(false);
    rig.passUntilStarts(2);
    rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    rig.awaitPosts(1);
  }

  @Test
  void doesNotStartWhatAPersonStoppedMeanwhile() throws Exception {
    rig = new RecoveryRig();
    die(1);
    rig.awaitLast(Remedy.RESTART, null);
    rig.session().stop().get();
    rig.awaitLast(Remedy.RESTART, Outcome.BY_PERSON);
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.session().state()).isEqualTo(SessionState.STOPPED);
    assertThat(rig.agent.starts()).isEqualTo(1);
    rig.awaitTold("a person took over");
  }

  @Test
  void aRestartOfTheBridgeGoesOnCounting() throws Exception {
    rig = new RecoveryRig();
    die(9);
    rig.passUntilStarts(2);
    die(9);
    Attempt open = rig.awaitLast(Remedy.RESTART, null);
    rig.restartBridge();
    assertThat(rig.agent.starts()).as("not before its pause is over").isEqualTo(2);
    rig.passUntilStarts(3);
    rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    assertThat(rig.attempts.last(1).orElseThrow().id()).isEqualTo(open.id());
    die(9);
    assertThat(Duration.between(
            rig.awaitLast(Remedy.RESTART, null).at(), rig.attempts.last(1).orElseThrow().dueAt()))
        .isEqualTo(Duration.ofSeconds(4));
    rig.awaitPosts(1);
  }

  @Test
  void aQuarantineOutlastsTheBridge() throws Exception {
    rig = new RecoveryRig();
    for (int i = 1; i < RecoveryRig.RULES.quarantineAfter(); i++) {
      die(7);
      rig.passUntilStarts(i + 1);
    }
    die(7);
    rig.awaitLast(Remedy.QUARANTINE, null);
    int starts = rig.agent.starts();
    rig.restartBridge();
    rig.awaitState(SessionState.LOST);
    rig.pass(Duration.ofHours(2));
    assertThat(rig.agent.starts()).isEqualTo(starts);
    assertThat(rig.session().detail()).contains("vai recover 1");
    rig.awaitPosts(1);
    rig.session().start().get();
    rig.awaitState(SessionState.IDLE);
  }

  @Test
  void aRebootIsToldOnceForEachSession() throws Exception {
    rig = new RecoveryRig();
    String conversation = rig.session().conversation();
    rig.agent.stop(Duration.ZERO);
    rig.bootId = "boot-2";
    rig.restartBridge();
    rig.passUntilStarts(2);
    rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    rig.awaitTold("The machine was started anew", "it is back");
    assertThat(rig.session().conversation()).isEqualTo(conversation);
    rig.restartBridge();
    rig.awaitState(SessionState.IDLE);
    rig.awaitPosts(1);
  }

  @Test
  void offTellsAndTouchesNothing() throws Exception {
    rig = new RecoveryRig(RecoveryRig.RULES, Automatic.OFF);
    die(1);
    rig.awaitLast(Remedy.LEAVE, Outcome.LEFT);
    rig.pass(Duration.ofMinutes(10));
    assertThat(rig.agent.starts()).isEqualTo(1);
    rig.awaitTold("vai recover 1");
    assertThat(rig.told().getLast().body().buttons()).hasSize(1);
  }

  private void refuse() {
    rig.agent.die(
        new AgentEvent.Exited(
            1, "No conversation found with session ID: x", GoneWith.NOTHING));
    rig.awaitState(SessionState.LOST);
  }

  @Test
  void aConversationThatIsRefusedTwiceGivesWayToANewOneThatIsToldOfIt() throws Exception {
    rig = new RecoveryRig();
    String before = rig.session().conversation();
    rig.messages.receive(
        1,
        new Message(
            "m1",
            "local-1",
            new Author("1", "Ann", Author.Kind.PERSON),
            "paint the shed green",
            List.of(),
            Instant.EPOCH));
    die(1);
    rig.agent.startsSilently(true);
    rig.passUntil(Duration.ofSeconds(1), () -> rig.agent.starts() == 2);
    refuse();
    assertThat(rig.awaitLast(Remedy.RESTART, null).symptom()).isEqualTo("resume-refused");
    rig.passUntil(Duration.ofSeconds(1), () -> rig.agent.starts() == 3);
    refuse();
    rig.awaitLast(Remedy.FRESH, null);
    rig.agent.startsSilently(false);
    rig.passUntilStarts(4);
    rig.awaitLast(Remedy.FRESH, Outcome.BACK);
    assertThat(rig.session().conversation()).isNotEqualTo(before);
    assertThat(rig.agent.started().resume()).isFalse();
    rig.awaitTold("new conversation");
    assertThat(rig.seeds.take(1)).contains("Ann: paint the shed green");
    assertThat(rig.seeds.take(1)).as("told once").isNull();
  }

  @Test
  void aMissingRecordIsToldAndTheNewConversationIsToldOfIt() throws Exception {
    rig = new RecoveryRig();
    rig.agent.next(Typed.ANSWERED);
    rig.agent.say("words in the record");
    rig.settle();
    die(1);
    Files.delete(rig.store.folder().resolve("record.jsonl"));
    rig.passUntilStarts(2);
    assertThat(rig.agent.started().resume()).isFalse();
    rig.awaitTold("record of the conversation is missing");
    assertThat(rig.seeds.take(1)).isNotNull();
  }

  private void work() throws Exception {
    rig.agent.next(Typed.WORKED_ON);
    Message message =
        new Message(
            "m1",
            "local-1",
            new Author("1", "Ann", Author.Kind.PERSON),
            "do it",
            List.of(),
            Instant.EPOCH);
    rig.messages.receive(1, message);
    rig.session().wake();
    rig.awaitState(SessionState.WORKING);
    rig.agent.picture("working 1s");
  }

  @Test
  void aHungTurnGetsEscapeFirst() throws Exception {
    rig = new RecoveryRig();
    work();
    rig.passUntil(Duration.ofSeconds(30), () -> rig.attempts.last(1).isPresent());
    rig.passUntil(
        Duration.ofSeconds(1), () -> rig.attempts.last(1).orElseThrow().outcome() == Outcome.BACK);
    assertThat(rig.attempts.last(1).orElseThrow().remedy()).isEqualTo(Remedy.INTERRUPT);
    assertThat(rig.agent.starts()).isEqualTo(1);
    rig.awaitTold(" min", "Escape was pressed: it stopped"); // 15, or more if this machine is slow
  }

  @Test
  void aHungAgentThatHearsNoEscapeIsEndedAndRestarted() throws Exception {
    rig = new RecoveryRig();
    work();
    rig.agent.deaf(true);
    rig.passUntil(Duration.ofSeconds(10), () -> rig.agent.starts() == 2);
    rig.awaitState(SessionState.IDLE);
    rig.awaitLast(Remedy.END_AND_RESTART, Outcome.BACK);
    assertThat(rig.attempts.lately(1))
        .extracting(Attempt::remedy)
        .containsExactly(Remedy.INTERRUPT, Remedy.END_AND_RESTART);
    rig.awaitPosts(1);
    assertThat(rig.messages.find("m1").orElseThrow().rung()).isEqualTo(Rung.ANSWERED);
  }

  @Test
  void aScreenThatChangesIsASignOfLife() throws Exception {
    rig = new RecoveryRig();
    work();
    for (int i = 0; i < 100; i++) {
      rig.agent.picture("working " + i + "s");
      rig.pass(Duration.ofSeconds(30));
    }
    assertThat(rig.attempts.last(1)).isEmpty();
  }

  private void uses(String tool, String input, String response, String agentId) {
    rig.session()
        .hook(
            new HookEvent.ToolFinished(
                new HookEvent.Origin("c", "p", agentId, null, "", ""),
                "id",
                tool,
                Json.object().put("command", input),
                Json.object().put("stdout", response),
                null,
                5));
  }

  @Test
  void theSameToolToTheSameEffectIsALoopAndIsInterruptedOnce() throws Exception {
    rig = new RecoveryRig(); // three times are a loop here
    work();
    for (String result : List.of("1", "2", "1", "2", "1", "2")) {
      uses("Bash", "curl x", result, null); // something changes: it waits for it
    }
    for (int i = 0; i < 6; i++) {
      uses("Bash", "curl x", "same", "a-sub-agent");
    }
    rig.settle();
    assertThat(rig.attempts.last(1)).isEmpty();
    for (int i = 0; i < 3; i++) {
      uses("Bash", "curl x", "same", null);
    }
    rig.passUntil(
        Duration.ofMillis(20), // not so long that it earns its tries back
        () ->
            rig.attempts
                .last(1)
                .filter(a -> a.remedy() == Remedy.INTERRUPT && a.outcome() == Outcome.BACK)
                .isPresent());
    rig.awaitTold("Bash × 3", "it stopped");
    rig.agent.work();
    rig.awaitState(SessionState.WORKING);
    for (int i = 0; i < 3; i++) {
      uses("Bash", "curl x", "same", null);
    }
    rig.awaitLast(Remedy.LEAVE, Outcome.LEFT);
    rig.awaitTold("Nothing is done by itself");
  }

  @Test
  void aModelThatRefusesIsRecordedOnceAndToldByOthers() throws Exception {
    rig = new RecoveryRig();
    for (int i = 0; i < 3; i++) {
      rig.agent.fail("rate_limit", "You have reached your limit");
    }
    rig.settle();
    assertThat(rig.attempts.lately(1)).extracting(Attempt::symptom).containsExactly("usage-limit");
    rig.agent.fail("authentication_failed", "log in");
    rig.agent.fail("server_error", "try later");
    rig.settle();
    assertThat(rig.attempts.lately(1))
        .extracting(Attempt::symptom)
        .containsExactly("usage-limit", "logged-out");
    rig.session().stop().get();
    assertThat(rig.told()).isEmpty();
  }

  @Test
  void aDialogInTheWayOfARestartIsToldWithIt() throws Exception {
    rig = new RecoveryRig();
    die(1);
    rig.agent.startsSilently(true);
    rig.passUntil(Duration.ofSeconds(1), () -> rig.agent.starts() == 2);
    rig.agent.ask("TRUST");
    rig.awaitTold("A dialog is in the way.", "vai attach 1");
    rig.awaitLast(Remedy.RESTART, null);
    rig.agent.answerDialog();
    rig.awaitLast(Remedy.RESTART, Outcome.BACK);
    rig.awaitPosts(1);
  }

  @Test
  void restartOnlyLeavesAHungAgentToAPerson() throws Exception {
    rig = new RecoveryRig(RecoveryRig.RULES, Automatic.RESTART_ONLY);
    work();
    rig.passUntil(Duration.ofSeconds(30), () -> rig.attempts.last(1).isPresent());
    for (int i = 0; i < 50; i++) {
      rig.pass(Duration.ofSeconds(30));
    }
    assertThat(rig.attempts.lately(1)).as("told once").hasSize(1);
    rig.awaitTold("vai attach 1");
    assertThat(rig.session().state()).isEqualTo(SessionState.WORKING);
  }
}
