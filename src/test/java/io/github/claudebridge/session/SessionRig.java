package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.testing.FakeEngine;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One session with a fake agent on a real store, and time that passes by hand. */
final class SessionRig implements AutoCloseable {
  static final String CHANNEL = "local-1";

  final SettableTime time = SettableTime.start();
  final HandTimers timers = new HandTimers(time);
  final TempStore store = new TempStore(time);
  final FakeEngine agent = new FakeEngine(store.folder());
  final List<SessionEvent> events = new CopyOnWriteArrayList<>();
  final Map<String, CompletableFuture<List<String>>> files = new ConcurrentHashMap<>();
  final Binding binding =
      new Binding(1, CHANNEL, "one", Path.of("/tmp"), "claude", null, null);
  MessageStore messages;
  ConversationStore conversations;
  SessionManager sessions;

  /** Hears what happens on the session's own thread, at that moment. */
  volatile Consumer<SessionEvent> beside = event -> {};

  private final LimitRules limits;
  private final boolean steer;

  SessionRig() throws Exception {
    this(LimitRules.ASK, false);
  }

  /** With messages typed into the turn that is going on, where that is wanted. */
  SessionRig(boolean steer) throws Exception {
    this(LimitRules.ASK, steer);
  }

  SessionRig(LimitRules limits) throws Exception {
    this(limits, false);
  }

  private SessionRig(LimitRules limits, boolean steer) throws Exception {
    this.limits = limits;
    this.steer = steer;
    open();
  }

  /** How many rows there are in the store, by a condition of SQL. */
  int rows(String condition) {
    return store
        .database()
        .read(
            h -> h.createQuery("SELECT count(*) FROM " + condition).mapTo(Integer.class).one());
  }

  private void open() {
    messages = new MessageStore(store.database(), time);
    conversations = new ConversationStore(store.database(), time);
    sessions =
        new SessionManager(
            new SessionParts(
                messages,
                conversations,
                (b, told, own) -> agent.connect(told),
                new ChatPrompts(Set.of("compact")),
                d -> files.computeIfAbsent(d.message().id(), id -> new CompletableFuture<>()),
                event -> {
                  events.add(event);
                  beside.accept(event);
                },
                timers,
                time,
                steer,
                Duration.ofSeconds(30),
                QuestionParts.of(store.database(), time),
                limits));
    sessions.follow(List.of(binding));
  }

  /** Starts the session, as the bridge does at its own start. */
  SessionRig start() throws Exception {
    session().resume().get(5, TimeUnit.SECONDS);
    return settle();
  }

  /** The bridge ends, however it ended, and starts again on the same store and the same agent. */
  SessionRig restartBridge() throws Exception {
    closeBridge();
    openBridge();
    return start();
  }

  void closeBridge() {
    sessions.close();
    agent.close();
  }

  void openBridge() {
    store.reopen();
    open();
  }

  Session session() {
    return sessions.session(1).orElseThrow();
  }

  /** Somebody posts a message. */
  Message post(String id, String text) throws Exception {
    return post(id, "ann", text, List.of());
  }

  Message post(String id, String who, String text, List<AttachmentRef> attachments)
      throws Exception {
    Message message =
        new Message(
            id,
            CHANNEL,
            new Author(who, who, Author.Kind.PERSON),
            text,
            attachments,
            Instant.EPOCH);
    session().hear(message);
    settle();
    return message;
  }

  /** Waits until the session has nothing more to do. */
  SessionRig settle() throws Exception {
    int quiet = 0;
    int seen = -1;
    while (quiet < 6) {
      session().look().get(10, TimeUnit.SECONDS);
      int now = events.size();
      quiet = now == seen ? quiet + 1 : 0;
      seen = now;
    }
    return this;
  }

  /** Lets time pass, with everything that is due in it. */
  SessionRig pass(Duration span) throws Exception {
    Instant end = time.instant().plus(span);
    settle();
    for (var next = timers.next(); next.isPresent() && !next.get().isAfter(end); ) {
      if (next.get().isAfter(time.instant())) {
        time.set(next.get());
      }
      timers.goOff();
      settle();
      next = timers.next();
    }
    time.set(end);
    return settle();
  }

  Rung rung(String id) {
    return messages.find(id).orElseThrow().rung();
  }

  String reason(String id) {
    return String.valueOf(messages.find(id).map(Delivery::reason).orElseThrow());
  }

  /** Every rung that was told of a message, in order. */
  List<Rung> told(String id) {
    return all(SessionEvent.Delivered.class).stream()
        .filter(e -> e.message().id().equals(id))
        .map(SessionEvent.Delivered::rung)
        .toList();
  }

  /** What was said, in order. */
  List<String> said() {
    return all(SessionEvent.Said.class).stream().map(SessionEvent.Said::text).toList();
  }

  /** How turns ended, in order. */
  List<SessionEvent.End> ends() {
    return all(SessionEvent.TurnEnded.class).stream().map(SessionEvent.TurnEnded::end).toList();
  }

  /** Events of one kind, in order. */
  <T extends SessionEvent> List<T> all(Class<T> kind) {
    return new ArrayList<>(events)
        .stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Whether the chain of the ledger is whole. */
  void checkLedger() {
    Optional<Long> broken = store.database().read(h -> Ledger.firstBroken(h, 1));
    assertThat(broken).as("the first broken record of the ledger").isEmpty();
  }

  @Override
  public void close() throws Exception {
    sessions.close();
    timers.shutdownNow();
    checkLedger();
    store.close();
  }
}
