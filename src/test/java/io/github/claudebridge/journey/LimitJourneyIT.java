package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Claude Code meets a usage limit of its plan, as its API tells it. */
class LimitJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  /** Claude Code tells the minute in which a limit ends, so it may be over a minute after that. */
  private static final Duration A_LIMIT = Duration.ofSeconds(110);

  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = DiscordRig.ofSubscriber("limits:\n  time-zone: UTC\n");
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    rig.closeChecked();
  }

  @Test
  void workThatALimitCutsOffIsContinuedWhereThatIsWantedAndTheQueueWaits() throws Exception {
    Instant over = Instant.now().plusSeconds(5);
    rig.model()
        .script(
            ModelReply.spoken().text("I begin.").read(rig.home().project() + "/x"),
            ModelReply.usageLimit("five_hour", over));
    rig.twin().say(CHANNEL, ANN, "a long work");
    TwinPost limit = rig.awaitPost(p -> p.content().startsWith("⏳"));
    assertThat(limit.content()).contains("It is over <t:").contains("unless you want it continued");
    String waits = rig.twin().say(CHANNEL, ANN, "and then this");
    await().atMost(SOON).until(() -> rig.twin().reactions(waits).containsKey("📥"));
    rig.awaitState("idle");
    assertThat(asked()).as("what waits is not typed").noneMatch(t -> t.contains("and then this"));

    rig.twin().click(limit.id(), ANN, "limit:continue").awaitReply(SOON);
    TwinPost armed =
        rig.awaitPost(
            p -> p.id().equals(limit.id()) && p.content().contains("continue what it was"));
    assertThat(armed.content()).contains("<@" + ANN + ">");
    assertThat(armed.buttonIds()).containsExactly("limit:leave", "limit:now");
    rig.bridge().stop();
    rig.bridge().open();

    rig.twin()
        .awaitPost(
            CHANNEL, p -> p.content().contains("ECHO: Continue where you left off."), A_LIMIT);
    rig.awaitAnswered(waits);
    List<String> last = asked();
    assertThat(last.get(last.size() - 2)).contains("Continue where you left off.");
    assertThat(last.getLast()).contains("and then this");
    TwinPost done =
        rig.awaitPost(
            p -> p.id().equals(limit.id()) && p.content().contains("the agent continues"));
    assertThat(done.buttonIds()).isEmpty();
    assertThat(rig.twin().posts(CHANNEL)).noneMatch(p -> p.content().contains("❌"));
  }

  @Test
  void aMessageThatMeetsALimitWaitsUntilSomebodyGoesOn() throws Exception {
    rig.model().script(ModelReply.usageLimit("seven_day", Instant.now().plusSeconds(260_000)));
    String met = rig.twin().say(CHANNEL, ANN, "hello");
    TwinPost limit = rig.awaitPost(p -> p.content().contains("The weekly limit is reached"));
    assertThat(limit.replyTo()).isEqualTo(met);
    assertThat(limit.content()).contains(":f>").contains("This message waits, too");
    assertThat(rig.twin().reactions(met)).doesNotContainKey("❌");
    rig.twin().click(limit.id(), ANN, "limit:now").awaitReply(SOON);
    rig.awaitAnswered(met);
    rig.awaitPost("ECHO: hello");
    assertThat(rig.twin().posts(CHANNEL))
        .as("the agent's own menu of the limit is put away unseen")
        .hasSize(2);
  }

  @Test
  void aFailureOfTheModelIsToldWithItsMend() throws Exception {
    rig.model().answer(r -> ModelReply.unauthorized());
    String asked = rig.twin().say(CHANNEL, ANN, "hello");
    TwinPost told = rig.awaitPost(p -> p.content().contains("vai attach 1"));
    assertThat(told.content()).startsWith("🔑").contains("`/login`");
    assertThat(told.replyTo()).isEqualTo(asked);
    assertThat(told.buttonIds()).containsExactly("retry:" + asked);
  }

  private List<String> asked() {
    return rig.model().conversation().stream().map(ModelRequest::lastUserText).toList();
  }
}
