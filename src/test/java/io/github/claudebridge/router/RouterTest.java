package io.github.claudebridge.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.router.Hearing.Heard;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which session a channel talks to. */
class RouterTest {
  private final SettableTime time = SettableTime.start();
  private final TempStore store = new TempStore(time);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final MessageStore messages = new MessageStore(store.database(), time);
  private final SessionManager sessions =
      new SessionManager(
          new SessionParts(
              messages,
              new ConversationStore(store.database(), time),
              (b, told, own) -> new FakeEngine(store.folder()).connect(told),
              new ChatPrompts(Set.of()),
              d -> CompletableFuture.completedFuture(List.of()),
              event -> {},
              timers,
              time,
              false,
              Duration.ofSeconds(30),
              QuestionParts.of(store.database(), time),
              LimitRules.ASK));

  RouterTest() throws IOException {
    sessions.follow(
        List.of(
            new Binding(1, "11", "one", Path.of("/tmp"), "claude", null, null),
            new Binding(2, "22", "two", Path.of("/tmp"), "claude", null, null)));
  }

  @AfterEach
  void close() throws Exception {
    sessions.close();
    timers.shutdownNow();
    store.close();
  }

  private static Message in(String channel) {
    Author ann = new Author("7", "Ann", Author.Kind.PERSON);
    return new Message("9" + channel, channel, ann, "hello", List.of(), Instant.EPOCH);
  }

  @Test
  void aMessageInAnUnboundChannelIsNotForUs() {
    Router router = new Router(sessions, messages, () -> 0);
    assertThat(router.hear(in("33"))).isEqualTo(Heard.UNBOUND);
    assertThat(router.bound("33")).isFalse();
    assertThat(router.channels()).containsExactlyInAnyOrder("11", "22");
  }

  @Test
  void withADefaultSessionItIsForThatOne() {
    Router router = new Router(sessions, messages, () -> 2);
    assertThat(router.bound("33")).isTrue();
    assertThat(router.hear(in("33"))).isEqualTo(Heard.STORED);
    assertThat(router.hear(in("11"))).isEqualTo(Heard.STORED);
    await().until(() -> messages.find("933").isPresent() && messages.find("911").isPresent());
    assertThat(messages.find("933").orElseThrow().session()).isEqualTo(2);
    assertThat(messages.find("911").orElseThrow().session()).isEqualTo(1);
  }

  @Test
  void whereItWasTalkedToBeforeIsCaughtUp() {
    new Router(sessions, messages, () -> 2).hear(in("33"));
    await().until(() -> messages.find("933").isPresent());
    assertThat(new Router(sessions, messages, () -> 2).channels())
        .containsExactlyInAnyOrder("11", "22", "33");
    assertThat(new Router(sessions, messages, () -> 0).channels())
        .containsExactlyInAnyOrder("11", "22");
  }

  @Test
  void aDefaultSessionThatThereIsNotHearsNothing() {
    Router router = new Router(sessions, messages, () -> 7);
    assertThat(router.hear(in("33"))).isEqualTo(Heard.UNBOUND);
    assertThat(router.channels()).containsExactlyInAnyOrder("11", "22");
  }
}
