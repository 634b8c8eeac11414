package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.STRANGER;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.Typed;
import io.github.claudebridge.testing.twin.DiscordTwin;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that did not arrive, from the post that asks to the agent: all real but the agent. */
class QueueChatIT {
  private static final String OTHER = "1002";

  @TempDir private Path dir;
  private final DiscordTwin twin =
      DiscordTwin.start()
          .guild(GUILD, "Home")
          .channel(GUILD, CHANNEL, "work")
          .user(FRIEND, "friend")
          .user(OTHER, "other")
          .user(STRANGER, "stranger");
  private TempStore store;
  private FakeEngine agent;
  private MessageStore messages;
  private GatewayRig rig;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(SettableTime.start());
    agent = new FakeEngine(store.folder());
    begin();
  }

  private void begin() throws Exception {
    List<Binding> links = List.of(new Binding(1, CHANNEL, "one", dir, "claude", null, null));
    Set<String> heard = Set.of(FRIEND, OTHER);
    rig =
        new GatewayRig(dir, twin, store, Map.of(1, agent), links, heard, Integer.MAX_VALUE);
    messages = rig.messages;
  }

  private void end() throws Exception {
    rig.close();
    agent.close();
  }

  @AfterEach
  void close() throws Exception {
    try {
      assertThat(twin.violations()).isEmpty();
    } finally {
      end();
      store.close();
      twin.close();
    }
  }

  @Test
  void ofTwoWhoPressTheFirstOneDecides() throws Exception {
    String asked = undecided("is it there?");
    TwinPost post = asking(asked);
    TwinInteraction skip = twin.click(post.id(), FRIEND, "skip:" + asked);
    TwinInteraction again = twin.click(post.id(), OTHER, "again:" + asked);
    String said = skip.awaitReply(SOON).content() + again.awaitReply(SOON).content();
    assertThat(said).contains("Too late");

    until(() -> standing(post).components().isEmpty());
    boolean sent = standing(post).content().contains("send it again");
    assertThat(said).contains(sent ? "in the queue again" : "not sent again");
    if (sent) {
      until(() -> agent.taken().equals(List.of("is it there?")));
    } else {
      assertThat(messages.find(asked).orElseThrow().rung()).isEqualTo(Rung.FAILED);
      assertThat(agent.taken()).isEmpty();
    }
  }

  @Test
  void aDoubleClickByTwoPeopleSendsItOnce() throws Exception {
    String asked = undecided("once");
    TwinPost post = asking(asked);
    TwinInteraction one = twin.click(post.id(), FRIEND, "again:" + asked);
    TwinInteraction two = twin.click(post.id(), OTHER, "again:" + asked);
    assertThat(List.of(one.awaitReply(SOON).content(), two.awaitReply(SOON).content()))
        .containsExactlyInAnyOrder(
            "🔁 It is in the queue again.",
            "Too late: somebody was first, or it is on its way already.");
    until(() -> messages.find(asked).orElseThrow().rung() == Rung.ANSWERED);
    assertThat(agent.taken()).containsExactly("once");
    until(() -> standing(post).content().contains("send it again"));
    assertThat(standing(post).components()).isEmpty();
  }

  @Test
  void whatIsSkippedIsNotSentAndNothingAsksAnyMore() throws Exception {
    String asked = undecided("never mind");
    TwinPost post = asking(asked);
    assertThat(twin.click(post.id(), FRIEND, "skip:" + asked).awaitReply(SOON).content())
        .contains("not sent again");
    until(() -> standing(post).components().isEmpty());
    assertThat(standing(post).content()).endsWith("<@" + FRIEND + ">: not to be sent again.");
    until(() -> twin.reactions(asked).containsKey("❌"));
    assertThat(twin.posts(CHANNEL)).hasSize(1);
    assertThat(messages.find(asked).orElseThrow().reason()).isEqualTo("skipped by friend");
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("queue.skip", FRIEND);
    assertThat(agent.taken()).isEmpty();
  }

  @Test
  void aClickAfterARestartCountsAndAStrangersDoesNot() throws Exception {
    String asked = undecided("outlive it");
    TwinPost post = asking(asked);
    end();
    store.reopen();
    begin();
    TwinPost refused = twin.click(post.id(), STRANGER, "again:" + asked).awaitReply(SOON);
    assertThat(refused.content()).isEqualTo("Not allowed.");
    assertThat(refused.ephemeral()).isTrue();
    assertThat(messages.find(asked).orElseThrow().rung()).isEqualTo(Rung.UNDECIDED);
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("denied", STRANGER);

    assertThat(twin.click(post.id(), FRIEND, "again:" + asked).awaitReply(SOON).content())
        .contains("in the queue again");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(messages.find(asked).orElseThrow().rung())
                    .as("the session is %s", rig.sessions.session(1).orElseThrow().state())
                    .isEqualTo(Rung.ANSWERED));
    assertThat(agent.taken()).containsExactly("outlive it");
    until(() -> standing(post).components().isEmpty());
  }

  /** A message of which nobody knows whether the agent has it. */
  private String undecided(String text) {
    agent.next(Typed.VANISHED);
    agent.unclear(true);
    String asked = twin.say(CHANNEL, FRIEND, text);
    until(() -> messages.find(asked).filter(d -> d.rung() == Rung.UNDECIDED).isPresent());
    agent.unclear(false);
    return asked;
  }

  private TwinPost asking(String asked) {
    return twin.awaitPost(
        CHANNEL, p -> asked.equals(p.replyTo()) && !p.components().isEmpty(), SOON);
  }

  private TwinPost standing(TwinPost post) {
    return twin.awaitPost(CHANNEL, p -> p.id().equals(post.id()), SOON);
  }
}
