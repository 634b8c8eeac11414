package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.GUILD;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue is the user's, and failures are mended in the channel, with a real Claude Code. */
class QueueJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  private DiscordRig rig;

  private void open() throws Exception {
    open(new DiscordRig());
  }

  private void open(DiscordRig other) throws Exception {
    rig = other;
    rig.open();
    awaitCommands();
  }

  @AfterEach
  void close() throws Exception {
    try {
      assertThat(rig.twin().violations()).isEmpty();
      assertThat(rig.twin().rateLimited()).isEmpty();
    } finally {
      rig.close();
    }
  }

  @Test
  void aFailedMessageIsSentAgainByItsButtonOnceAndAfterARestart() throws Exception {
    open();
    rig.model().answer(r -> ModelReply.serverError());
    String asked = rig.twin().say(CHANNEL, ANN, "please try");
    TwinPost failed = rig.awaitPost(p -> asked.equals(p.replyTo()) && !p.components().isEmpty());
    rig.awaitState("idle");
    rig.model().answer(r -> ModelReply.text("now it works"));
    rig.bridge().stop();
    rig.bridge().open();
    rig.twin().awaitConnected(true, SOON);
    rig.awaitState("idle");

    TwinInteraction stranger = rig.twin().click(failed.id(), STRANGER, "retry:" + asked);
    assertThat(stranger.awaitReply(SOON).content()).isEqualTo("Not allowed.");
    assertThat(stranger.awaitReply(SOON).ephemeral()).isTrue();
    int before = asks("please try");
    TwinInteraction first = rig.twin().click(failed.id(), ANN, "retry:" + asked);
    TwinInteraction second = rig.twin().click(failed.id(), BEN, "retry:" + asked);
    List<String> said =
        List.of(first.awaitReply(SOON).content(), second.awaitReply(SOON).content());
    assertThat(said).anyMatch(s -> s.contains("in the queue again"));
    assertThat(said).anyMatch(s -> s.contains("Too late"));

    rig.awaitAnswered(asked);
    rig.awaitPost("now it works");
    assertThat(asks("please try")).isEqualTo(before + 1);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              TwinPost now = rig.awaitPost(p -> p.id().equals(failed.id()));
              assertThat(now.components()).isEmpty();
              assertThat(now.content()).contains("send it again").containsPattern("<@\\d+>");
            });
    assertThat(Files.readString(rig.bridge().layout().audit()))
        .contains("queue.retry", "\"who\":\"" + STRANGER + "\"");
  }

  @Test
  void whatWaitsIsShownChangedReorderedAndTakenOut() throws Exception {
    open();
    CountDownLatch go = new CountDownLatch(1);
    rig.model().script(ModelReply.spoken().holdUntil(go).text("first done"));
    rig.twin().say(CHANNEL, ANN, "one");
    rig.awaitState("working");
    String two = rig.twin().say(CHANNEL, ANN, "tow");
    String three = rig.twin().say(CHANNEL, ANN, "three");
    String four = rig.twin().say(CHANNEL, BEN, "four");
    String five = rig.twin().say(CHANNEL, BEN, "five");
    awaitQueued(4);

    rig.twin().edit(two, "two");
    rig.twin().delete(three);
    awaitQueued(3);
    assertThat(slash(ANN, "queue front", Map.of("message", five))).contains("next");
    assertThat(slash(ANN, "queue delete", Map.of("message", four))).contains("taken out");
    assertThat(slash(ANN, "queue edit", Map.of("message", five, "text", "forged")))
        .contains("Only its author");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(slash(ANN, "queue show", Map.of()))
                    .startsWith("2 messages")
                    .containsSubsequence("1. **Ben** `five`", "2. **Ann** `two`"));
    assertThat(slash(ANN, "status", Map.of())).contains("working", "2 messages");

    go.countDown();
    rig.awaitAnswered(two);
    assertThat(rig.model().conversation().stream().map(ModelRequest::lastUserText))
        .hasSize(3)
        .satisfies(
            t -> {
              assertThat(t.get(1)).endsWith("five");
              assertThat(t.get(2)).endsWith("two");
            });
  }

  @Test
  void whatWaitsIsGivenToTheAgentAsItStandsInTheChannelAfterARestart() throws Exception {
    open();
    CountDownLatch go = new CountDownLatch(1);
    rig.model().script(ModelReply.spoken().holdUntil(go).text("first done"));
    String one = rig.twin().say(CHANNEL, ANN, "one");
    rig.awaitState("working");
    String two = rig.twin().say(CHANNEL, ANN, "two");
    String three = rig.twin().say(CHANNEL, ANN, "three");
    String four = rig.twin().say(CHANNEL, ANN, "four");
    awaitQueued(3);
    assertThat(slash(ANN, "queue edit", Map.of("message", four, "text", "four, as edited here")))
        .contains("Changed");
    rig.bridge().stop();
    rig.twin().edit(two, "two, as edited there");
    rig.twin().delete(three);
    go.countDown();
    rig.bridge().open();

    rig.awaitAnswered(one);
    rig.awaitAnswered(two);
    rig.awaitAnswered(four);
    assertThat(rig.model().conversation().stream().map(ModelRequest::lastUserText))
        .hasSize(3)
        .satisfies(
            t -> {
              assertThat(t.get(1)).endsWith("two, as edited there");
              assertThat(t.get(2)).endsWith("four, as edited here");
            });
    assertThat(rig.api().get("/v1/sessions/1/messages")).contains("taken back by its author");
  }

  @Test
  void whatIsSentNowStopsTheTurnAndTheRestWaits() throws Exception {
    open();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    rig.model()
        .script(
            ModelReply.spoken().text("I begin.").read(rig.home().project() + "/x"),
            ModelReply.spoken().holdUntil(never).text("never said"),
            ModelReply.spoken().holdUntil(go).text("the urgent thing is done"));
    rig.twin().say(CHANNEL, ANN, "a long work");
    rig.awaitPost("I begin.");
    await().atMost(SOON).until(() -> rig.model().conversation().size() == 2);
    String waits = rig.twin().say(CHANNEL, ANN, "this can wait");
    String urgent = rig.twin().say(CHANNEL, ANN, "this is urgent");
    awaitQueued(2);

    assertThat(slash(ANN, "queue now", Map.of("message", urgent))).contains("now");
    await().atMost(SOON).until(() -> asks("this is urgent") == 1);
    assertThat(asks("this can wait")).isZero();
    go.countDown();
    rig.awaitPost("the urgent thing is done");
    rig.awaitAnswered(waits);
    never.countDown();
    assertThat(contents()).noneMatch(c -> c.contains("never said"));
  }

  @Test
  void stopInterruptsAndKeepsTheQueue() throws Exception {
    open();
    CountDownLatch never = new CountDownLatch(1);
    rig.model().script(ModelReply.spoken().holdUntil(never).text("never said"));
    rig.twin().say(CHANNEL, ANN, "a long work");
    rig.awaitState("working");
    await().atMost(SOON).until(() -> rig.model().conversation().size() == 1);
    String next = rig.twin().say(CHANNEL, ANN, "and then this");
    awaitQueued(1);

    assertThat(slash(STRANGER, "stop", Map.of())).isEqualTo("Not allowed.");
    assertThat(slash(ANN, "stop", Map.of())).contains("Stopped");
    rig.awaitAnswered(next);
    rig.awaitState("idle");
    assertThat(slash(ANN, "stop", Map.of())).contains("not working");
    never.countDown();
    assertThat(contents()).noneMatch(c -> c.contains("never said"));
    assertThat(rig.model().conversation().getLast().lastUserText()).isEqualTo("and then this");
  }

  @Test
  void whatCameTooLateIsDeliveredByItsButton() throws Exception {
    open(new DiscordRig("", "  catch-up-max-age: 1s\n"));
    rig.awaitAnswered(rig.twin().say(CHANNEL, ANN, "hello"));
    rig.bridge().stop();
    String late = rig.twin().say(CHANNEL, ANN, "written long ago");
    rig.twin().say(CHANNEL, STRANGER, "by a stranger");
    await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
    rig.bridge().open();
    TwinPost told = rig.awaitPost(p -> !p.components().isEmpty());
    assertThat(told.content()).contains("1 message was written");
    assertThat(asks("written long ago")).isZero();

    assertThat(rig.twin().click(told.id(), BEN, "late").awaitReply(SOON).content())
        .contains("1 message is in the queue");
    rig.awaitAnswered(late);
    assertThat(asks("written long ago")).isEqualTo(1);
    rig.awaitPost(p -> p.id().equals(told.id()) && p.components().isEmpty());
    assertThat(asks("by a stranger")).isZero();
  }

  private void awaitCommands() {
    await().atMost(SOON).until(() -> !rig.twin().commands(GUILD).isEmpty());
  }

  private String slash(String who, String words, Map<String, String> options) {
    return rig.twin().slash(CHANNEL, who, words, options).awaitReply(SOON).content();
  }

  private void awaitQueued(int count) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> rig.api().get("/v1/sessions/1").contains("\"queued\":" + count));
  }

  private int asks(String text) {
    return (int)
        rig.model().conversation().stream()
            .filter(r -> r.lastUserText().endsWith(text))
            .count();
  }

  private List<String> contents() {
    return rig.twin().posts(CHANNEL).stream().map(TwinPost::content).toList();
  }
}
