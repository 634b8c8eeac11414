package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session whose agent is gone comes back, a few times, and not against a person's will. */
class AutoRecoveryTest {
  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final AtomicReference<Consumer<SessionEvent>> listener = new AtomicReference<>(e -> {});
  private TempStore store;
  private FakeEngine agent;
  private PostStore posts;
  private Outbox outbox;
  private SessionManager sessions;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    agent = new FakeEngine(store.folder());
    posts = new PostStore(store.database(), time);
    outbox = new Outbox(posts);
    sessions =
        new SessionManager(
            new SessionParts(
                new MessageStore(store.database(), time),
                new ConversationStore(store.database(), time),
                (b, told, own) -> agent.connect(told),
                new ChatPrompts(Set.of()),
                d -> CompletableFuture.completedFuture(List.of()),
                e -> listener.get().accept(e),
                timers,
                time,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time)));
    listener.set(
        new AutoRecovery(sessions, outbox, new Words(Locale.ENGLISH), timers, n -> "local-1"));
    sessions.follow(
        List.of(new Binding(1, "local-1", "one", Path.of("/tmp"), "claude", null, null)));
    session().start().get();
    awaitState(SessionState.IDLE);
  }

  @AfterEach
  void close() throws Exception {
    sessions.close();
    outbox.close();
    timers.shutdownNow();
    store.close();
  }

  private Session session() {
    return sessions.session(1).orElseThrow();
  }

  private void awaitState(SessionState state) {
    await().untilAsserted(() -> assertThat(session().state()).isEqualTo(state));
  }

  private void pass(Duration span) throws Exception {
    session().look().get();
    time.pass(span);
    timers.goOff();
    session().look().get();
    session().look().get();
  }

  private List<String> told() {
    return posts.newest(1, 50).stream().map(p -> p.body().text()).toList();
  }

  @Test
  void comesBackAfterOneSecondAndSaysWhy() throws Exception {
    agent.die(137);
    awaitState(SessionState.LOST);
    pass(Duration.ofMillis(900));
    assertThat(agent.starts()).isEqualTo(1);
    pass(Duration.ofMillis(200));
    awaitState(SessionState.IDLE);
    assertThat(agent.starts()).isEqualTo(2);
    assertThat(told()).hasSize(2);
    assertThat(told().getFirst()).contains("137").contains("attempt 1 of 3");
    assertThat(told().getLast()).contains("The agent is back");
  }

  @Test
  @Logs("not there")
  void givesUpAfterThreeTriesAndLeavesItToAPerson() throws Exception {
    agent.startFails(true);
    agent.die(1);
    awaitState(SessionState.LOST);
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(10));
    }
    assertThat(told()).hasSize(4).last().asString().contains("vai recover 1");
    agent.startFails(false);
    session().start().get();
    awaitState(SessionState.IDLE);
  }

  @Test
  void doesNotStartWhatAPersonStoppedMeanwhile() throws Exception {
    agent.die(1);
    awaitState(SessionState.LOST);
    session().stop().get();
    pass(Duration.ofSeconds(10));
    assertThat(session().state()).isEqualTo(SessionState.STOPPED);
    assertThat(agent.starts()).isEqualTo(1);
  }
}
