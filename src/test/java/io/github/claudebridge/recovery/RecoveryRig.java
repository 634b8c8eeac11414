package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.ChatPrompts;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.LimitRules;
import io.github.claudebridge.session.QuestionParts;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.session.SessionParts;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One session with a fake agent, real stores, the real recovery, and time in one's hands. */
final class RecoveryRig implements AutoCloseable {
  static final Settings.Recovery RULES =
      new Settings.Recovery(
          Automatic.FULL,
          20,
          6,
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          3,
          false);

  private static final Duration QUICKLY = Duration.ofMillis(5);

  final SettableTime time = SettableTime.start();
  final TempStore store = new TempStore(time);
  final FakeEngine agent = new FakeEngine(store.folder());
  HandTimers timers;
  PostStore posts;
  AttemptStore attempts;
  ConversationStore conversations;
  MessageStore messages;
  Seeds seeds;
  SessionManager sessions;
  String bootId = "boot-1";
  private final Settings.Recovery rules;
  private final Automatic special;
  private Outbox outbox;
  private AutoRecovery recovery;

  RecoveryRig() throws Exception {
    this(RULES, null);
  }

  RecoveryRig(Settings.Recovery rules, Automatic special) throws Exception {
    this.rules = rules;
    this.special = special;
    open();
    awaitState(SessionState.IDLE);
  }

  private void open() throws Exception {
    timers = new HandTimers(time);
    posts = new PostStore(store.database(), time);
    outbox = new Outbox(posts);
    attempts = new AttemptStore(store.database());
    conversations = new ConversationStore(store.database(), time);
    messages = new MessageStore(store.database(), time);
    seeds = new Seeds(messages, posts);
    Path group = Files.createDirectories(store.folder().resolve("group"));
    Files.writeString(group.resolve("memory.events"), "oom_kill 0\n");
    recovery =
        new AutoRecovery(
            new AutoRecovery.Parts(
                () -> sessions,
                conversations,
                attempts,
                new RecoveryPosts(outbox, new Words(Locale.ENGLISH), n -> "local-1"),
                seeds,
                new Orphans(store.folder().resolve("none"), store.folder()),
                new MemoryEvidence(group.resolve("none-cgroup"), group),
                rules,
                timers,
                time,
                () -> Duration.between(Instant.EPOCH, time.instant()).toNanos(),
                () -> 0));
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                recovery.watching((b, told, own) -> agent.connect(told)),
                new ChatPrompts(Set.of()),
                d -> CompletableFuture.completedFuture(List.of()),
                recovery,
                timers,
                time,
                false,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time),
                LimitRules.ASK));
    recovery.open(bootId);
    sessions
        .follow(
            List.of(
                new Binding(
                    1, "local-1", "one", Path.of("/tmp"), "claude", null, null, special)))
        .forEach(recovery::begin);
  }

  /** The bridge ends, however, and starts again on what it left behind. */
  void restartBridge() throws Exception {
    sessions.close();
    agent.close();
    outbox.close();
    timers.shutdownNow();
    store.reopen();
    open();
    session().look().get(5, TimeUnit.SECONDS);
  }

  Session session() {
    return sessions.session(1).orElseThrow();
  }

  void awaitState(SessionState state) {
    await()
        .pollInterval(QUICKLY)
        .untilAsserted(() -> assertThat(session().state()).isEqualTo(state));
  }

  /** Time passes, and what is due is done, as far as it can be by then. */
  void pass(Duration span) throws Exception {
    settle();
    time.pass(span);
    timers.goOff();
    settle();
  }

  /** Time passes until the agent was started so often. */
  void passUntilStarts(int starts) {
    passUntil(Duration.ofSeconds(1), () -> agent.starts() == starts);
    awaitState(SessionState.IDLE);
  }

  /** Time passes, a step at a time, until something is so. */
  void passUntil(Duration step, BooleanSupplier so) {
    Instant patience = Instant.now().plusSeconds(20);
    try {
      while (!so.getAsBoolean()) {
        assertThat(Instant.now()).as("it never came to be so").isBefore(patience);
        pass(step);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void settle() throws Exception {
    for (int i = 0; i < 5; i++) {
      session().look().get(5, TimeUnit.SECONDS);
    }
  }

  /** Waits until the last attempt has this outcome; null while it is open. */
  Attempt awaitLast(Remedy remedy, Attempt.Outcome outcome) {
    await()
        .pollInterval(QUICKLY)
        .untilAsserted(
            () -> {
              assertThat(attempts.last(1)).isPresent();
              Attempt last = attempts.last(1).orElseThrow();
              assertThat(last.remedy()).isEqualTo(remedy);
              assertThat(last.outcome()).isEqualTo(outcome);
            });
    return attempts.last(1).orElseThrow();
  }

  /** The posts about outages. */
  List<Post> told() {
    return posts.newest(1, 50).stream().filter(p -> p.key().startsWith("recovery:")).toList();
  }

  /** Waits until so many outages are posted about; no more than that. */
  void awaitPosts(int count) {
    await().pollInterval(QUICKLY).untilAsserted(() -> assertThat(told()).hasSize(count));
  }

  private String lastTold() {
    return told().getLast().body().text();
  }

  /** Waits until the last post about an outage says all this. */
  void awaitTold(String... words) {
    await()
        .pollInterval(QUICKLY)
        .untilAsserted(() -> {
          assertThat(told()).isNotEmpty();
          assertThat(lastTold()).contains(words);
        });
  }

  @Override
  public void close() throws Exception {
    sessions.close();
    outbox.close();
    timers.shutdownNow();
    store.close();
  }
}
