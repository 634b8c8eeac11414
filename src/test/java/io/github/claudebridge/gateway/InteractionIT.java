package io.github.claudebridge.gateway;

import static io.github.claudebridge.gateway.DiscordBench.CHANNEL;
import static io.github.claudebridge.gateway.DiscordBench.FRIEND;
import static io.github.claudebridge.gateway.DiscordBench.GUILD;
import static io.github.claudebridge.gateway.DiscordBench.SOON;
import static io.github.claudebridge.gateway.DiscordBench.post;
import static io.github.claudebridge.gateway.DiscordBench.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.command.Caller;
import io.github.claudebridge.command.ChatOrder;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people press and command, with the real JDA. */
class InteractionIT {
  @TempDir private Path dir;
  private DiscordBench bench;
  private DiscordGateway gateway;

  @BeforeEach
  void open() {
    bench = new DiscordBench(dir);
    gateway = bench.ready();
    until(() -> !bench.twin.commands(GUILD).isEmpty());
  }

  @AfterEach
  void shut() {
    try {
      assertThat(bench.twin.violations()).isEmpty();
    } finally {
      bench.close();
    }
  }

  @Test
  void theCommandsAreRegisteredInOneGoAndOnlyWhenTheyChanged() throws Exception {
    assertThat(bench.twin.commands(GUILD))
        .extracting(c -> c.path("name").asText())
        .containsExactly(
            "queue", "status", "stop", "screen", "keys", "verbosity", "recover", "help");
    assertThat(puts()).isEqualTo(1);

    gateway.close();
    long asked = gets();
    bench.ready();
    until(() -> gets() > asked);
    bench.twin.slash(CHANNEL, FRIEND, "help", Map.of()).awaitReply(SOON);
    assertThat(puts()).isEqualTo(1);
  }

  @Test
  void aButtonIsAnOrderOfWhoeverPressesIt() throws Exception {
    String sent = gateway.chat().send(asking());
    TwinInteraction click = bench.twin.click(sent, FRIEND, "retry:42");

    TwinPost reply = click.awaitReply(SOON);
    assertThat(reply.ephemeral()).isTrue();
    assertThat(reply.content()).isEqualTo("did Retry[message=42]");
    Caller caller = bench.orders.callers().getFirst();
    assertThat(caller)
        .isEqualTo(
            new Caller(
                GUILD,
                CHANNEL,
                FRIEND,
                "friend",
                java.util.Set.of(bench.twin.role(GUILD, "dev")),
                false));
  }

  @Test
  void anOrderThatTakesLongIsAcknowledgedAtOnce() {
    CountDownLatch done = bench.orders.hold();
    TwinInteraction order = bench.twin.slash(CHANNEL, FRIEND, "recover", Map.of());
    assertThat(order.awaitAcknowledged(SOON)).isTrue();
    assertThat(order.acknowledgedIn()).isLessThan(Duration.ofSeconds(3));
    until(() -> bench.orders.orders().equals(List.of(new ChatOrder.Recover())));
    done.countDown();
    assertThat(order.awaitReply(SOON).content()).isEqualTo("did Recover[]");
  }

  @Test
  void anOrderThatDiscordGaveUpIsNotCarriedOut() {
    bench.twin.interactionDeadline(Duration.ZERO);
    TwinInteraction late = bench.twin.slash(CHANNEL, FRIEND, "stop", Map.of());
    until(late::tooLate);
    bench.twin.interactionDeadline(Duration.ofSeconds(3));
    bench.twin.slash(CHANNEL, FRIEND, "help", Map.of()).awaitReply(SOON);
    assertThat(bench.orders.orders()).containsExactly(new ChatOrder.Help());
  }

  @Test
  void eachCommandIsItsOrder() {
    slash("queue show", Map.of());
    slash("queue edit", Map.of("message", "7", "text", "better"));
    slash("queue delete", Map.of("message", "7"));
    slash("queue front", Map.of("message", "7"));
    slash("queue now", Map.of("message", "7"));
    slash("queue clear", Map.of());
    slash("status", Map.of());
    slash("stop", Map.of());
    assertThat(bench.orders.orders())
        .containsExactly(
            new ChatOrder.ShowQueue(),
            new ChatOrder.Edit("7", "better"),
            new ChatOrder.Delete("7"),
            new ChatOrder.Front("7"),
            new ChatOrder.Now("7"),
            new ChatOrder.Clear(),
            new ChatOrder.Status(),
            new ChatOrder.Stop());
  }

  @Test
  void messagesAreSuggestedWhileSomebodyTypes() {
    TwinInteraction typing =
        bench.twin.autocomplete(CHANNEL, FRIEND, "queue delete", Map.of("message", "x"));
    assertThat(typing.awaitAcknowledged(SOON)).isTrue();
    JsonNode choices = typing.callbacks().getFirst().path("data").path("choices");
    assertThat(choices).hasSize(2);
    assertThat(choices.get(0).path("name").asText()).isEqualTo("one x");
    assertThat(choices.get(0).path("value").asText()).isEqualTo("1");
  }

  @Test
  void anEditChangesTheTextAndTakesTheButtonsAway() throws Exception {
    Post asked = asking();
    String sent = gateway.chat().send(asked);
    Post decided = standing(asked, asked.body().decided("<@" + FRIEND + ">: again"), sent);
    gateway.chat().edit(decided);
    gateway.chat().edit(decided);

    TwinPost post = bench.twin.posts(CHANNEL).getFirst();
    assertThat(post.content()).isEqualTo("it failed\n<@" + FRIEND + ">: again");
    assertThat(post.components()).isEmpty();
  }

  @Test
  void aPostThatIsGoneCannotBeEdited() {
    Post lost = standing(asking(), PostBody.of("x"), "987654321");
    assertThatExceptionOfType(ChatException.class)
        .isThrownBy(() -> gateway.chat().edit(lost))
        .matches(e -> !e.passing());
  }

  private void slash(String words, Map<String, String> options) {
    bench.twin.slash(CHANNEL, FRIEND, words, options).awaitReply(SOON);
  }

  private static Post asking() {
    return post(
        1,
        PostBody.of("it failed")
            .withButtons(
                new PostBody.Button("retry:42", "Retry", PostBody.Button.Style.PRIMARY)));
  }

  private static Post standing(Post p, PostBody body, String sentId) {
    return new Post(
        p.id(), p.channel(), p.session(), p.kind(), p.key(), p.nonce(), body, Post.State.SENT,
        sentId, null, Instant.EPOCH);
  }

  private long puts() {
    return bench.twin.requests().stream().filter(r -> r.matches("PUT .*/commands")).count();
  }

  private long gets() {
    return bench.twin.requests().stream().filter(r -> r.matches("GET .*/commands.*")).count();
  }
}
