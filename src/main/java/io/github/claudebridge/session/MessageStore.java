package io.github.claudebridge.session;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The inbox: every message that was heard, in the order in which it was stored, with the rung of
 * the delivery ladder that it has reached. How it gets on from there is in {@link StepStore}.
 */
public final class MessageStore {
  private final Database database;
  private final InstantSource clock;
  private final int mostWaiting;
  private final WriterStore writers;
  private final Ledger ledger;
  private final StepStore steps;
  private final Leftovers leftovers;

  /** An inbox that lets everything into the queue. */
  public MessageStore(Database database, InstantSource clock) {
    this(database, clock, Integer.MAX_VALUE);
  }

  /**
   * An inbox.
   *
   * @param mostWaiting how many messages of one author may wait for a session
   */
  public MessageStore(Database database, InstantSource clock, int mostWaiting) {
    this.database = database;
    this.clock = clock;
    this.mostWaiting = mostWaiting;
    this.writers = new WriterStore(database);
    this.ledger = new Ledger(clock);
    this.steps = new StepStore(database, ledger);
    this.leftovers = new Leftovers(queue());
  }

  /**
   * Stores a message for a session, and returns when it is safe. One without attachments is queued
   * at once; one of an author who has too much waiting is kept as failed, and can be sent again.
   *
   * @return false if a message with this id was stored before; then nothing is changed
   */
  public boolean receive(int session, Message message) {
    return arrive(session, message).isPresent();
  }

  /** The same; empty if a message with this id was stored before. */
  public Optional<Arrival> arrive(int session, Message message) {
    return beginArrival(session, message, null).done();
  }

  /**
   * Begins to store a message for a session, as {@link #arrive} does.
   *
   * @param prompt if it is complete and nothing else waits, the intent to type this is stored with
   *     it; null for no intent
   */
  Database.Writing<Optional<Arrival>> beginArrival(
      int session, Message message, @Nullable String prompt) {
    Database.Writing<Optional<Arrival>> writing =
        store(session, message, Json.write(message.attachments()), prompt);
    return () -> {
      Optional<Arrival> arrival = writing.done();
      writers.wrote(message);
      return arrival;
    };
  }

  private Database.Writing<Optional<Arrival>> store(
      int session, Message message, String attachments, @Nullable String prompt) {
    return database.beginWrite(
        h -> {
          BacklogStore.Waiting waiting =
              BacklogStore.waiting(h, session, message.author().id(), mostWaiting);
          Rung first =
              waiting.full()
                  ? Rung.FAILED
                  : message.attachments().isEmpty() ? Rung.QUEUED : Rung.RECEIVED;
          String reason = waiting.full() ? BacklogStore.FULL : null;
          boolean next = first == Rung.QUEUED && !waiting.anything();
          String intent = next ? prompt : null;
          Rung reached = intent == null ? first : Rung.TYPING;
          Optional<Long> line =
              h.createQuery(
                      "INSERT OR IGNORE INTO message (id, session, channel, author_id,"
                          + " author_label, author_kind, text, attachments, posted_at, rung,"
                          + " reason, prompt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                          + " RETURNING line")
                  .bind(0, message.id())
                  .bind(1, session)
                  .bind(2, message.channel())
                  .bind(3, message.author().id())
                  .bind(4, message.author().label())
                  .bind(5, message.author().kind().name())
                  .bind(6, message.text())
                  .bind(7, attachments)
                  .bind(8, message.at().toString())
                  .bind(9, reached.name())
                  .bind(10, reason)
                  .bind(11, intent)
                  .mapTo(Long.class)
                  .findOne();
          if (line.isEmpty()) {
            return Optional.empty();
          }
          ledger.append(h, session, message.id(), rungs(first, reached), reason);
          Failpoints.hit("append.before-commit");
          Delivery stored =
              new Delivery(
                  line.get(),
                  session,
                  message,
                  reached,
                  reason,
                  null,
                  intent,
                  List.of(),
                  Map.of());
          return Optional.of(new Arrival(stored, next));
        });
  }

  /** What a message is on as it is stored, one after the other. */
  private static List<Rung> rungs(Rung first, Rung reached) {
    return Stream.of(Rung.RECEIVED, first, reached).distinct().toList();
  }

  /** The message of a session that is next in line, which may still wait for its attachments. */
  public Optional<Delivery> next(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE session = ? AND rung IN ('RECEIVED', 'QUEUED')"
                        + " ORDER BY place, line LIMIT 1")
                .bind(0, session)
                .map(DeliveryRows::row)
                .findOne());
  }

  /** The steps of the messages on the delivery ladder. */
  public StepStore steps() {
    return steps;
  }

  /** What waited when the bridge started. */
  public Leftovers leftovers() {
    return leftovers;
  }

  /** The messages that wait, and what people decide about those that did not arrive. */
  public QueueStore queue() {
    return new QueueStore(database, ledger, writers);
  }

  /** The dialogs of the agents' terminals. */
  DialogStore dialogs() {
    return new DialogStore(database, clock);
  }

  /** The usage limits that hold up sessions. */
  LimitStore limits() {
    return new LimitStore(database);
  }

  /** Whose end the channel was not told so far. */
  public UntoldStore untold() {
    return new UntoldStore(database);
  }

  /** Whose mark does not show its end. */
  public MarkStore marks() {
    return new MarkStore(database);
  }

  /** What grows in a flood. */
  public BacklogStore backlog() {
    return new BacklogStore(database);
  }

  /** How many messages of a session wait in its queue. */
  public int queued(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT count(*) FROM message WHERE session = ?"
                        + " AND rung IN ('RECEIVED', 'QUEUED')")
                .bind(0, session)
                .mapTo(Integer.class)
                .one());
  }

  /** The message with this id. */
  public Optional<Delivery> find(String id) {
    return database.read(
        h ->
            h.createQuery("SELECT " + DeliveryRows.COLUMNS + " FROM message WHERE id = ?")
                .bind(0, id)
                .map(DeliveryRows::row)
                .findOne()
                .map(d -> DeliveryRows.withTimes(h, d)));
  }

  /** The message that became the prompt with this id of the agent's. */
  public Optional<Delivery> findByPrompt(String promptId) {
    return database.read(
        h ->
            h.createQuery("SELECT " + DeliveryRows.COLUMNS + " FROM message WHERE prompt_id = ?")
                .bind(0, promptId)
                .map(DeliveryRows::row)
                .findFirst());
  }

  /**
   * The messages of a session that the agent has or may have, in order: those on their way to it or
   * with it, and those that were put back in the queue after they had been.
   */
  public List<Delivery> underWay(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE session = :s"
                        + " AND rung IN ('TYPING', 'TYPED', 'ACCEPTED') UNION ALL SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE session = :s AND rung = 'QUEUED'"
                        + " AND prompt IS NOT NULL ORDER BY line")
                .bind("s", session)
                .map(DeliveryRows::row)
                .list());
  }

  /** The newest messages of a session with their times, newest first. */
  public List<Delivery> recent(int session, int limit, boolean failedOnly) {
    String filter = failedOnly ? " AND rung IN ('FAILED', 'UNDECIDED')" : "";
    return database.read(
        h ->
            h
                .createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE session = ?"
                        + filter
                        + " ORDER BY line DESC LIMIT ?")
                .bind(0, session)
                .bind(1, limit)
                .map(DeliveryRows::row)
                .list()
                .stream()
                .map(d -> DeliveryRows.withTimes(h, d))
                .toList());
  }

  /** Whether more than one person has ever written in a channel. */
  public boolean severalWriters(String channel) {
    return writers.several(channel);
  }

  /** Whether more than one person has written in a channel once a message is stored. */
  boolean severalWriters(Message arriving) {
    return writers.severalWith(arriving);
  }

  /** The newest message id that was heard in a channel, by Discord's own order of ids. */
  public Optional<String> lastHeard(String channel) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT id FROM (SELECT id FROM message WHERE channel = :c AND id GLOB '[0-9]*'"
                        + " UNION ALL SELECT message_id FROM channel_start WHERE channel = :c)"
                        + " ORDER BY length(id) DESC, id DESC LIMIT 1")
                .bind("c", channel)
                .mapTo(String.class)
                .findOne());
  }

  /** The channels from which messages came to a session. */
  public Set<String> channels(int session) {
    return database.read(
        h ->
            h.createQuery("SELECT DISTINCT channel FROM message WHERE session = ?")
                .bind(0, session)
                .mapTo(String.class)
                .set());
  }

  /** Remembers where the history of a channel begins for us, if nothing is remembered yet. */
  public void startChannelAt(String channel, String messageId) {
    database.write(
        h ->
            h.execute("INSERT OR IGNORE INTO channel_start VALUES (?, ?)", channel, messageId));
  }
}
