package io.github.claudebridge.journey;

import static io.github.claudebridge.journey.QuestionSteps.ask;
import static io.github.claudebridge.journey.QuestionSteps.item;
import static io.github.claudebridge.journey.QuestionSteps.planFile;
import static io.github.claudebridge.journey.QuestionSteps.press;
import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the real Claude Code asks is answered from Discord, or at the terminal, whoever is first.
 */
class QuestionJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  private DiscordRig rig;
  private QuestionSteps steps;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig("questions:\n  remind-after: 0s\n");
    rig.open();
    steps = new QuestionSteps(rig);
  }

  @AfterEach
  void close() throws Exception {
    rig.closeChecked();
  }

  @Test
  void aPermissionIsGivenFromDiscord() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./gone"), ModelReply.text("it is gone"));
    Files.createDirectory(rig.home().project().resolve("gone"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./gone");
    assertThat(question.replyTo()).isEqualTo(asked);
    assertThat(question.content()).contains("**Bash**", rig.home().project().toString());
    rig.twin().click(question.id(), ANN, press(question, "once"));
    rig.awaitAnswered(asked);
    rig.awaitPost("it is gone");
    assertThat(rig.home().project().resolve("gone")).doesNotExist();
    TwinPost ended = steps.awaitEnded(question, "allowed once");
    assertThat(ended.content()).contains("<@" + ANN + ">", "Discord");
    assertThat(steps.contents()).noneMatch(c -> c.contains("vai attach"));
    assertThat(Files.readString(rig.bridge().layout().audit()))
        .contains("question.answer", ANN);
  }

  @Test
  void aNoWithItsReasonReachesTheModel() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./kept"), ModelReply.text("so I leave it"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./kept");
    TwinInteraction form = rig.twin().click(question.id(), BEN, press(question, "reason"));
    assertThat(form.awaitAcknowledged(SOON)).isTrue();
    rig.twin().submit(form, BEN, Map.of("text", "that folder is Ben's own"));
    rig.awaitPost("so I leave it");
    rig.awaitAnswered(asked);
    assertThat(rig.model().conversation().getLast().body().toString())
        .contains("that folder is Ben's own");
    assertThat(steps.awaitEnded(question, "denied").content())
        .contains("“that folder is Ben's own”", "<@" + BEN + ">");
  }

  @Test
  void whatIsAlwaysAllowedIsNotAskedAgain() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken().bash("curl -s http://127.0.0.1:9/a"),
            ModelReply.spoken().bash("curl -s http://127.0.0.1:9/a"),
            ModelReply.text("both tried"));
    String asked = rig.twin().say(CHANNEL, ANN, "fetch both");
    TwinPost question = rig.awaitPost("http://127.0.0.1:9/a");
    assertThat(question.content()).contains("**Always** would add: `Bash(curl");
    rig.twin().click(question.id(), ANN, press(question, "always"));
    rig.awaitPost("both tried");
    rig.awaitAnswered(asked);
    steps.awaitEnded(question, "always allowed");
    assertThat(steps.contents()).filteredOn(c -> c.contains("http://127.0.0.1:9/a")).hasSize(1);
    assertThat(Files.readString(rig.home().project().resolve(".claude/settings.local.json")))
        .contains("Bash(curl");
  }

  @Test
  void whoeverAnswersAtTheTerminalFirstIsTold() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken().bash("rm -rf ./one"),
            ModelReply.text("one is gone"),
            ModelReply.spoken().bash("rm -rf ./two"));
    rig.twin().say(CHANNEL, ANN, "remove one");
    TwinPost first = rig.awaitPost("rm -rf ./one");
    rig.awaitState("waiting");
    steps.atTerminal("1");
    steps.awaitEnded(first, "yes at the terminal");
    rig.awaitPost("one is gone");
    rig.awaitState("idle");
    rig.twin().say(CHANNEL, ANN, "remove two");
    TwinPost second = rig.awaitPost("rm -rf ./two");
    rig.awaitState("waiting");
    steps.atTerminal("Escape");
    steps.awaitEnded(second, "Denied at the terminal");
    rig.awaitState("idle");
  }

  @Test
  void aYesAtTheTerminalToALongCommandIsToldBeforeItHasRun() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./one; sleep 20"));
    rig.twin().say(CHANNEL, ANN, "remove one");
    TwinPost first = rig.awaitPost("rm -rf ./one");
    rig.awaitState("waiting");
    steps.atTerminal("1");
    steps.awaitEnded(first, "yes at the terminal");
    rig.awaitState("working");
  }

  @Test
  void severalAskedAtOnceAreAnsweredOneByOne() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken().bash("rm -rf ./one").bash("rm -rf ./two"),
            ModelReply.text("both done"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove both");
    TwinPost one = rig.awaitPost("rm -rf ./one");
    rig.twin().click(one.id(), ANN, press(one, "once"));
    TwinPost two = rig.awaitPost("rm -rf ./two");
    steps.awaitEnded(one, "allowed once");
    assertThat(steps.now(two).components()).isNotEmpty();
    rig.twin().click(two.id(), BEN, press(two, "once"));
    rig.awaitPost("both done");
    rig.awaitAnswered(asked);
    steps.awaitEnded(two, "allowed once");
  }

  @Test
  void aSubAgentsAskSaysWhoseItIs() throws Exception {
    rig.model()
        .answer(
            r -> {
              String all = r.body().toString();
              if (r.lastUserText().contains("look into it")) {
                return ModelReply.spoken().bash("rm -rf ./by-sub");
              }
              return all.contains("Use the sub") && !all.contains("tool_result")
                  ? ModelReply.spoken()
                      .tool(
                          "Agent",
                          Map.of(
                              "description", "look around",
                              "prompt", "look into it",
                              "subagent_type", "general-purpose"))
                  : ModelReply.text("done with that");
            });
    rig.twin().say(CHANNEL, ANN, "Use the sub");
    TwinPost question = rig.awaitPost("rm -rf ./by-sub");
    assertThat(question.content()).contains("sub-agent **general-purpose**");
    rig.twin().click(question.id(), ANN, press(question, "deny"));
    steps.awaitEnded(question, "denied");
    rig.awaitState("idle");
  }

  @Test
  void aPlanIsApproved() throws Exception {
    AtomicInteger step = new AtomicInteger();
    rig.model()
        .answer(
            r ->
                switch (step.incrementAndGet()) {
                  case 1 -> ModelReply.spoken().tool("EnterPlanMode", Map.of());
                  case 2 ->
                      ModelReply.spoken().write(planFile(r), "# The plan\n\n1. do a\n2. do b\n");
                  case 3 -> ModelReply.spoken().tool("ExitPlanMode", Map.of());
                  case 4 -> ModelReply.spoken().write(rig.home().project() + "/made.txt", "made");
                  default -> ModelReply.text("carried out");
                });
    String asked = rig.twin().say(CHANNEL, ANN, "plan it");
    TwinPost first = rig.awaitPost(p -> !p.components().isEmpty());
    if (first.content().contains("EnterPlanMode")) {
      rig.twin().click(first.id(), ANN, press(first, "once"));
    }
    TwinPost question = rig.awaitPost("do a");
    rig.twin().click(question.id(), ANN, press(question, "plan-edits"));
    rig.awaitPost("carried out");
    rig.awaitAnswered(asked);
    steps.awaitEnded(question, "approved, edits are accepted");
    assertThat(rig.home().project().resolve("made.txt")).hasContent("made");
  }

  @Test
  void questionsAreAnsweredByButtonByListAndInOwnWords() throws Exception {
    rig.model()
        .script(
            ask(item("Which colour?", false, "Red", "Green")),
            ask(item("Which toppings?", true, "Cheese", "Ham", "Olives")),
            ask(item("What name?", false, "Ann", "Ben"), item("Which size?", false, "S", "L")),
            ModelReply.text("thank you"));
    String asked = rig.twin().say(CHANNEL, ANN, "ask me");
    TwinPost colour = rig.awaitPost("Which colour?");
    assertThat(colour.content()).contains("1. **Red**", "about Red");
    rig.twin().click(colour.id(), ANN, press(colour, "pick").replaceAll(":0$", ":1"));
    steps.awaitEnded(colour, "**Green**");

    TwinPost toppings = rig.awaitPost("Which toppings?");
    rig.twin().select(toppings.id(), ANN, press(toppings, "menu"), "2", "0");
    steps.awaitEnded(toppings, "**Cheese, Olives**");

    TwinPost name = rig.awaitPost("What name?");
    TwinPost size = rig.awaitPost("Which size?");
    rig.twin().click(size.id(), BEN, press(size, "pick"));
    steps.awaitEnded(size, "**S**");
    TwinInteraction form = rig.twin().click(name.id(), ANN, press(name, "own"));
    assertThat(form.awaitAcknowledged(SOON)).isTrue();
    rig.twin().submit(form, ANN, Map.of("text", "call it Zoë"));
    steps.awaitEnded(name, "**call it Zoë**");
    rig.awaitPost("thank you");
    rig.awaitAnswered(asked);
    String told = rig.model().conversation().getLast().body().toString();
    assertThat(told).contains("Green", "Cheese, Olives", "call it Zoë");
  }

  @Test
  void aQuestionThatIsOpenWhileTheBridgeRestartsIsAnsweredInItsDialog() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./late"), ModelReply.text("late but done"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./late");
    rig.awaitState("waiting");
    rig.bridge().stop();
    rig.bridge().open();
    rig.awaitState("waiting");
    rig.twin().click(question.id(), ANN, press(question, "once"));
    rig.awaitPost("late but done");
    steps.awaitEnded(question, "allowed once");
    rig.awaitAnswered(asked);
    assertThat(steps.contents()).noneMatch(c -> c.contains("vai attach"));
  }

  @Test
  void aQuestionThatWasAnsweredWhileTheBridgeWasAwayIsClosed() throws Exception {
    rig.model()
        .script(ModelReply.spoken().bash("rm -rf ./late"), ModelReply.text("done meanwhile"));
    rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./late");
    rig.awaitState("waiting");
    rig.bridge().stop();
    steps.atTerminal("1");
    rig.bridge().open();
    steps.awaitEnded(question, "while the bridge was away");
    rig.awaitPost("done meanwhile");
  }

  @Test
  void aStrangerMayNotAnswer() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./no"), ModelReply.text("nothing done"));
    rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./no");
    TwinInteraction click = rig.twin().click(question.id(), STRANGER, press(question, "once"));
    TwinPost refused = click.awaitReply(SOON);
    assertThat(refused.ephemeral()).isTrue();
    assertThat(refused.content()).isEqualTo("Not allowed.");
    TwinInteraction form = rig.twin().click(question.id(), STRANGER, press(question, "reason"));
    assertThat(form.awaitReply(SOON).content()).isEqualTo("Not allowed.");
    assertThat(Files.readString(rig.bridge().layout().audit())).contains(STRANGER, "ANSWER");
    assertThat(steps.now(question).components()).isNotEmpty();
    rig.api().post("/v1/sessions/1/stop", "{}");
    steps.awaitEnded(question, "The agent ended");
  }

  @Test
  void aTurnThatIsStoppedClosesItsQuestion() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./no"));
    rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./no");
    rig.awaitState("waiting");
    rig.twin().slash(CHANNEL, BEN, "stop", Map.of());
    steps.awaitEnded(question, "The turn was stopped");
    rig.awaitState("idle");
  }
}
