package io.github.claudebridge.journey;

import static io.github.claudebridge.journey.QuestionSteps.ask;
import static io.github.claudebridge.journey.QuestionSteps.item;
import static io.github.claudebridge.journey.QuestionSteps.planFile;
import static io.github.claudebridge.journey.QuestionSteps.press;
import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Questions that the terminal and Discord both answer: the first one counts, and the post says so.
 */
@Timeout(180)
class QuestionRaceJourneyIT {
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
  void aPlanIsSentBackFromDiscordAndApprovedAtTheTerminal() throws Exception {
    AtomicInteger step = new AtomicInteger();
    rig.model()
        .answer(
            r ->
                switch (step.incrementAndGet()) {
                  case 1 -> ModelReply.spoken().tool("EnterPlanMode", Map.of());
                  case 2 -> ModelReply.spoken().write(planFile(r), "# The plan\n\n1. do a\n");
                  case 3 -> ModelReply.spoken().tool("ExitPlanMode", Map.of());
                  case 4 -> {
                    assertThat(r.body().toString()).contains("leave a as it is");
                    yield ModelReply.spoken().write(planFile(r), "# The plan\n\n1. do c\n");
                  }
                  case 5 -> ModelReply.spoken().tool("ExitPlanMode", Map.of());
                  default -> ModelReply.text("carried out");
                });
    String asked = rig.twin().say(CHANNEL, ANN, "plan it");
    TwinPost first = rig.awaitPost(p -> !p.components().isEmpty());
    if (first.content().contains("EnterPlanMode")) {
      rig.twin().click(first.id(), ANN, press(first, "once"));
    }
    TwinPost plan = rig.awaitPost("do a");
    TwinInteraction form = rig.twin().click(plan.id(), BEN, press(plan, "plan-more"));
    assertThat(form.awaitAcknowledged(SOON)).isTrue();
    rig.twin().submit(form, BEN, Map.of("text", "leave a as it is"));
    assertThat(steps.awaitEnded(plan, "keep planning").content())
        .contains("<@" + BEN + ">", "“leave a as it is”");
    TwinPost again = rig.awaitPost("do c");
    rig.awaitState("waiting");
    steps.atTerminal("1");
    steps.awaitEnded(again, "yes at the terminal");
    rig.awaitPost("carried out");
    rig.awaitAnswered(asked);
  }

  @Test
  void aChoiceAtTheTerminalIsToldInWords() throws Exception {
    rig.model()
        .script(ask(item("Which colour?", false, "Red", "Green")), ModelReply.text("green it is"));
    String asked = rig.twin().say(CHANNEL, ANN, "ask me");
    TwinPost colour = rig.awaitPost("Which colour?");
    rig.awaitState("waiting");
    steps.atTerminal("2");
    assertThat(steps.awaitEnded(colour, "at the terminal").content()).contains("**Green**");
    rig.awaitAnswered(asked);
  }

  /**
   * Both say yes within the same moment, again and again: the tool runs once, the post says one.
   */
  @Test
  void whoeverIsFirstCountsAndTheToolRunsOnce() throws Exception {
    Path ran = rig.home().project().resolve("ran.txt");
    for (int round = 1; round <= 3; round++) {
      String command = "echo " + round + " >> ran.txt";
      rig.model().script(ModelReply.spoken().bash(command), ModelReply.text("done " + round));
      String asked = rig.twin().say(CHANNEL, ANN, "go " + round);
      TwinPost question = rig.awaitPost(command);
      rig.awaitState("waiting");
      Thread atDesk =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", "1");
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      TwinInteraction click = null;
      try {
        click = rig.twin().click(question.id(), BEN, press(question, "once"));
      } catch (IllegalArgumentException gone) { // the post has no buttons any more
        assertThat(steps.now(question).content()).contains("at the terminal");
      }
      atDesk.join();
      rig.awaitPost("done " + round);
      rig.awaitAnswered(asked);
      String end =
          steps.awaitEnded(question, "").content().lines().reduce((a, b) -> b).orElseThrow();
      assertThat(end)
          .matches("✅ <@" + BEN + ">: allowed once.*|⌨️ Answered with yes at the terminal.*");
      if (end.startsWith("⌨️") && click != null) {
        assertThat(click.awaitReply(SOON).content()).startsWith("Too late");
      }
      rig.awaitState("idle");
      rig.bridge()
          .tmux("send-keys", "-t", "=claude-session-1:", "BSpace"); // a key that came too late
    }
    assertThat(Files.readAllLines(ran)).containsExactly("1", "2", "3");
  }

  /** What nobody can be shown whole is not asked in the channel, but its dialog is told. */
  @Test
  void moreThanAMegabyteIsAnsweredAtTheTerminal() throws Exception {
    Path big = rig.home().project().resolve("big.txt");
    rig.model()
        .script(
            ModelReply.spoken().write(big.toString(), "line of a big file\n".repeat(64_000)),
            ModelReply.text("written"));
    String asked = rig.twin().say(CHANNEL, ANN, "write it");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(steps.contents())
                    .as(rig.screen())
                    .anyMatch(c -> c.startsWith("🔔")));
    assertThat(rig.api().get("/v1/sessions/1/questions?all")).isEqualTo("[]");
    steps.atTerminal("1");
    rig.awaitPost("written");
    rig.awaitAnswered(asked);
    assertThat(Files.size(big)).isGreaterThan(1_200_000);
    assertThat(List.copyOf(steps.contents())).noneMatch(c -> c.startsWith("🔐"));
  }
}
