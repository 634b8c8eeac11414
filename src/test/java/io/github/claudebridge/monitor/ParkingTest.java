package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import io.github.claudebridge.testing.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle sessions are parked, the longest unused first; busy ones never; a message wakes them. */
class ParkingTest {
  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final AtomicReference<Consumer<SessionEvent>> listener = new AtomicReference<>(e -> {});
  private final List<FakeEngine> agents = new ArrayList<>();
  private TempStore store;
  private PostStore posts;
  private MessageStore messages;
  private Outbox outbox;
  private SessionManager sessions;
  private Router router;
  private Parking parking;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    posts = new PostStore(store.database(), time);
    outbox = new Outbox(posts);
    messages = new MessageStore(store.database(), time);
    List<Binding> bindings = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      agents.add(
          new FakeEngine(Files.createDirectory(store.folder().resolve("agent-" + n)))
              .countingFrom(100 * n));
      bindings.add(
          new Binding(n, "local-" + n, "s" + n, Path.of("/tmp"), "claude", null, null));
    }
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                new ConversationStore(store.database(), time),
                (b, told, own) -> agents.get(b.session() - 1).connect(told),
                new ChatPrompts(Set.of()),
                d -> CompletableFuture.completedFuture(List.of()),
                e -> listener.get().accept(e),
                timers,
                time,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time),
                LimitRules.ASK));
    router = new Router(sessions, messages, () -> 0);
    parking = new Parking(sessions::all, outbox, new Words(Locale.ENGLISH));
    listener.set(parking);
    sessions.follow(bindings);
    for (int n = 1; n <= 3; n++) {
      sessions.session(n).orElseThrow().start().get();
      awaitState(n, SessionState.IDLE);
      time.pass(Duration.ofMinutes(1));
      say(n, "hello " + n);
      awaitTaken(n, 1);
      awaitState(n, SessionState.IDLE);
    }
  }

  @AfterEach
  void close() throws Exception {
    sessions.close();
    outbox.close();
    timers.shutdownNow();
    store.close();
  }

  @Test
  void theLongestUnusedGoesAndItsNextMessageBringsItBack() throws Exception {
    String conversation = sessions.session(1).orElseThrow().conversation();
    assertThat(parking.makeRoom(3)).isTrue();
    awaitState(1, SessionState.STOPPED);
    assertThat(state(2)).isEqualTo(SessionState.IDLE);
    assertThat(posts.newest(1, 5).getFirst().body().text())
        .startsWith("🅿️ Parked: session 3 needs the memory.");
    say(1, "are you there?");
    awaitTaken(1, 2);
    awaitState(1, SessionState.IDLE);
    assertThat(agents.getFirst().starts()).isEqualTo(2);
    assertThat(sessions.session(1).orElseThrow().conversation()).isEqualTo(conversation);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void whatPeopleRead(String language) throws Exception {
    new Parking(sessions::all, outbox, new Words(Locale.of(language))).makeRoom(3);
    Golden.at("src/test/resources/posts")
        .check("parked." + language + ".txt", posts.newest(1, 1).getFirst().body().text() + "\n");
  }

  @Test
  void whatWorksIsNotParked() throws Exception {
    agents.getFirst().next(Typed.WORKED_ON);
    say(1, "a long work");
    awaitState(1, SessionState.WORKING);
    assertThat(parking.makeRoom(3)).isTrue();
    awaitState(2, SessionState.STOPPED);
    assertThat(parking.makeRoom(3)).as("1 works, 2 is parked, 3 needs it").isFalse();
    assertThat(state(1)).isEqualTo(SessionState.WORKING);
    assertThat(sessions.session(1).orElseThrow().park().get()).isFalse();
    assertThat(state(1)).isEqualTo(SessionState.WORKING);
  }

  @Test
  void oneThatAPersonStartedOrStoppedMeanwhileIsNoLongerParked() throws Exception {
    parking.makeRoom(3);
    awaitState(1, SessionState.STOPPED);
    sessions.session(1).orElseThrow().start().get();
    awaitState(1, SessionState.IDLE);
    sessions.session(1).orElseThrow().stop().get();
    say(1, "waits for a person");
    sessions.session(1).orElseThrow().look().get();
    assertThat(state(1)).isEqualTo(SessionState.STOPPED);
  }

  private void say(int n, String text) {
    router.hear(
        new Message(
            "m" + n + text.hashCode(),
            "local-" + n,
            new Author("u", "Ann", Author.Kind.PERSON),
            text,
            List.of(),
            time.instant()));
  }

  private SessionState state(int n) {
    return sessions.session(n).orElseThrow().state();
  }

  private void awaitState(int n, SessionState state) {
    await().untilAsserted(() -> assertThat(state(n)).isEqualTo(state));
  }

  private void awaitTaken(int n, int count) {
    await()
        .untilAsserted(
            () -> {
              assertThat(agents.get(n - 1).taken()).hasSize(count);
              assertThat(messages.underWay(n)).isEmpty();
            });
  }
}
