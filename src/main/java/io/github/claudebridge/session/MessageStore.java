package io.github.claudebridge.session;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.DeliveryLife.Step;
import io.github.claudebridge.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The inbox: every message that was heard, in the order in which it was stored, with the rung of
 * the delivery ladder that it has reached. Each step is also written to the {@link Ledger}, in the
 * same commit.
 */
public final class MessageStore {
  private final Database database;
  private final InstantSource clock;
  private final int mostWaiting;
  private final WriterStore writers;
  private final Ledger ledger;

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

  /**
   * Stores what became of a message's attachments, one line each, and queues it; false if it was
   * taken back meanwhile.
   */
  public boolean prepared(Delivery delivery, List<String> files) {
    return database.write(
        h -> {
          int queued =
              h.execute(
                  "UPDATE message SET rung = ?, files = ? WHERE id = ? AND"
                      + DeliveryLife.on(DeliveryLife.before(Step.COMPLETE)),
                  Rung.QUEUED.name(),
                  Json.write(files),
                  delivery.message().id());
          if (queued == 1) {
            ledger.append(h, delivery.session(), delivery.message().id(), Rung.QUEUED, null);
          }
          return queued == 1;
        });
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

  /**
   * Moves a message to a rung, with the reason where it failed.
   *
   * @throws IllegalStateException if {@link DeliveryLife} knows no such move; nothing is changed
   */
  public void move(Delivery delivery, Rung rung, @Nullable String reason) {
    int moved =
        database.write(h -> move(h, delivery, DeliveryLife.before(rung), rung, reason));
    check(moved, delivery, rung);
  }

  /**
   * Queues a message again that the agent had and could not begin with.
   *
   * @throws IllegalStateException if the agent does not have it; nothing is changed
   */
  void limited(Delivery delivery) {
    int moved =
        database.write(
            h -> move(h, delivery, DeliveryLife.before(Step.LIMITED), Rung.QUEUED, null));
    check(moved, delivery, Rung.QUEUED);
  }

  /**
   * Leaves a message to people whose agent ended while it worked on it.
   *
   * @throws IllegalStateException if the agent does not have it; nothing is changed
   */
  void lost(Delivery delivery, String reason) {
    Set<Rung> from = DeliveryLife.before(Step.AGENT_LOST);
    int moved = database.write(h -> move(h, delivery, from, Rung.UNDECIDED, reason));
    check(moved, delivery, Rung.UNDECIDED);
  }

  private int move(
      Handle h, Delivery delivery, Set<Rung> from, Rung rung, @Nullable String reason) {
    int moved =
        h.execute(
            "UPDATE message SET rung = ?, reason = ?, untold = ? WHERE id = ? AND"
                + DeliveryLife.on(from),
            rung.name(),
            reason,
            rung == Rung.FAILED || rung == Rung.UNDECIDED,
            delivery.message().id());
    if (moved == 1) {
      append(h, delivery, rung, reason);
    }
    return moved;
  }

  private void append(Handle h, Delivery delivery, Rung rung, @Nullable String detail) {
    ledger.append(h, delivery.session(), delivery.message().id(), rung, detail);
  }

  private static void check(int moved, Delivery delivery, Rung rung) {
    if (moved != 1) {
      throw new IllegalStateException(
          "message "
              + delivery.message().id()
              + " cannot get to "
              + rung.word()
              + " from where it is");
    }
  }

  /**
   * Stores the intent to type a message, with the very text that will be typed; false if the
   * message was edited or taken back since it was read, and then nothing is changed.
   */
  public boolean intend(Delivery delivery, String prompt) {
    return beginIntent(delivery, prompt).done();
  }

  /** Begins to store the intent to type a message, as {@link #intend} does. */
  Database.Writing<Boolean> beginIntent(Delivery delivery, String prompt) {
    return database.beginWrite(
        h -> {
          int intended =
              h.execute(
                  "UPDATE message SET rung = ?, reason = NULL, prompt = ?"
                      + " WHERE id = ? AND text = ? AND"
                      + DeliveryLife.on(DeliveryLife.before(Step.INTENT)),
                  Rung.TYPING.name(),
                  prompt,
                  delivery.message().id(),
                  delivery.message().text());
          if (intended == 1) {
            ledger.append(h, delivery.session(), delivery.message().id(), Rung.TYPING, null);
          }
          return intended == 1;
        });
  }

  /**
   * Stores the proof that the agent has a message, under the agent's own id of the prompt.
   *
   * @throws IllegalStateException if {@link DeliveryLife} knows no such move; nothing is changed
   */
  public void accept(Delivery delivery, String promptId) {
    int moved =
        database.write(
            h -> {
              int accepted =
                  h.execute(
                      "UPDATE message SET rung = ?, prompt_id = ? WHERE id = ? AND"
                          + DeliveryLife.on(DeliveryLife.before(Step.PROVEN)),
                      Rung.ACCEPTED.name(),
                      promptId,
                      delivery.message().id());
              if (accepted == 1) {
                append(h, delivery, Rung.ACCEPTED, promptId);
              }
              return accepted;
            });
    check(moved, delivery, Rung.ACCEPTED);
  }

  /**
   * Changes the text of a message that is not on its way to the agent; false if it is too late.
   * What failed may be sent again, and then says this.
   */
  public boolean edit(String id, String text) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE message SET text = ? WHERE id = ?"
                        + " AND rung IN ('RECEIVED', 'QUEUED', 'FAILED', 'UNDECIDED')",
                    text,
                    id)
                == 1);
  }

  /** Takes a message out of the queue that its author took back; false if it is too late. */
  public boolean withdraw(String id) {
    return database.write(
        h -> {
          int gone =
              h.execute(
                  "UPDATE message SET rung = 'FAILED', reason = 'taken back by its author'"
                      + " WHERE id = ? AND"
                      + DeliveryLife.on(DeliveryLife.before(Step.WITHDRAWN)),
                  id);
          if (gone == 1) {
            int session =
                h.createQuery("SELECT session FROM message WHERE id = ?")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .one();
            ledger.append(h, session, id, Rung.FAILED, "taken back by its author");
          }
          return gone == 1;
        });
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

  /** Remembers where the history of a channel begins for us, if nothing is remembered yet. */
  public void startChannelAt(String channel, String messageId) {
    database.write(
        h ->
            h.execute("INSERT OR IGNORE INTO channel_start VALUES (?, ?)", channel, messageId));
  }
}
