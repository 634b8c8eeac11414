package io.github.claudebridge.session;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The inbox: every message that was heard, in the order in which it was stored, with the rung of the
 * delivery ladder that it has reached. Each step is also written to the {@link Ledger}, in the same
 * commit.
 */
public final class MessageStore {
  static final String COLUMNS =
      "line, id, session, channel, author_id, author_label, author_kind, text, attachments,"
          + " posted_at, rung, reason, prompt, prompt_id, files";

  private final Database database;
  private final InstantSource clock;

  public MessageStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Stores a message for a session, and returns when it is safe. One without attachments is queued
   * at once.
   *
   * @return false if a message with this id was stored before; then nothing is changed
   */
  public boolean receive(int session, Message message) {
    String attachments = Json.write(message.attachments());
    Rung first = message.attachments().isEmpty() ? Rung.QUEUED : Rung.RECEIVED;
    return database.write(
        h -> {
          int added =
              h.createUpdate(
                      "INSERT OR IGNORE INTO message (id, session, channel, author_id,"
                          + " author_label, author_kind, text, attachments, posted_at, rung)"
                          + " VALUES (:id, :session, :channel, :authorId, :label, :kind, :text,"
                          + " :attachments, :at, :rung)")
                  .bind("id", message.id())
                  .bind("session", session)
                  .bind("channel", message.channel())
                  .bind("authorId", message.author().id())
                  .bind("label", message.author().label())
                  .bind("kind", message.author().kind().name())
                  .bind("text", message.text())
                  .bind("attachments", attachments)
                  .bind("at", message.at().toString())
                  .bind("rung", first.name())
                  .execute();
          if (added == 1) {
            Ledger.append(h, session, message.id(), Rung.RECEIVED, null, clock.instant());
            if (first == Rung.QUEUED) {
              Ledger.append(h, session, message.id(), Rung.QUEUED, null, clock.instant());
            }
            Failpoints.hit("append.before-commit");
          }
          return added == 1;
        });
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
                  "UPDATE message SET rung = ?, files = ? WHERE id = ? AND rung = 'RECEIVED'",
                  Rung.QUEUED.name(),
                  Json.write(files),
                  delivery.message().id());
          if (queued == 1) {
            Ledger.append(
                h, delivery.session(), delivery.message().id(), Rung.QUEUED, null, clock.instant());
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
                        + COLUMNS
                        + " FROM message WHERE session = ? AND rung IN ('RECEIVED', 'QUEUED')"
                        + " ORDER BY place, line LIMIT 1")
                .bind(0, session)
                .map(MessageStore::row)
                .findOne());
  }

  /** The messages that wait, and what people decide about those that did not arrive. */
  public QueueStore queue() {
    return new QueueStore(database, clock);
  }

  /** The dialogs of the agents' terminals. */
  DialogStore dialogs() {
    return new DialogStore(database, clock);
  }

  /** The usage limits that hold up sessions. */
  LimitStore limits() {
    return new LimitStore(database);
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

  /** Moves a message to a rung, with the reason where it failed. */
  public void move(Delivery delivery, Rung rung, @Nullable String reason) {
    database.write(
        h -> {
          h.execute(
              "UPDATE message SET rung = ?, reason = ? WHERE id = ?",
              rung.name(),
              reason,
              delivery.message().id());
          Ledger.append(
              h, delivery.session(), delivery.message().id(), rung, reason, clock.instant());
          return null;
        });
  }

  /**
   * Stores the intent to type a message, with the very text that will be typed; false if the message
   * was edited or taken back since it was read, and then nothing is changed.
   */
  public boolean intend(Delivery delivery, String prompt) {
    return database.write(
        h -> {
          int intended =
              h.execute(
                  "UPDATE message SET rung = ?, reason = NULL, prompt = ?"
                      + " WHERE id = ? AND rung = 'QUEUED' AND text = ?",
                  Rung.TYPING.name(),
                  prompt,
                  delivery.message().id(),
                  delivery.message().text());
          if (intended == 1) {
            Ledger.append(
                h, delivery.session(), delivery.message().id(), Rung.TYPING, null, clock.instant());
          }
          return intended == 1;
        });
  }

  /** Stores the proof that the agent has a message, under the agent's own id of the prompt. */
  public void accept(Delivery delivery, String promptId) {
    database.write(
        h -> {
          h.execute(
              "UPDATE message SET rung = ?, prompt_id = ? WHERE id = ?",
              Rung.ACCEPTED.name(),
              promptId,
              delivery.message().id());
          Ledger.append(
              h,
              delivery.session(),
              delivery.message().id(),
              Rung.ACCEPTED,
              promptId,
              clock.instant());
          return null;
        });
  }

  /**
   * Changes the text of a message that is not on its way to the agent; false if it is too late. What
   * failed may be sent again, and then says this.
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
                      + " WHERE id = ? AND rung IN ('RECEIVED', 'QUEUED')",
                  id);
          if (gone == 1) {
            int session =
                h.createQuery("SELECT session FROM message WHERE id = ?")
                    .bind(0, id)
                    .mapTo(Integer.class)
                    .one();
            Ledger.append(
                h, session, id, Rung.FAILED, "taken back by its author", clock.instant());
          }
          return gone == 1;
        });
  }

  /** The message with this id. */
  public Optional<Delivery> find(String id) {
    return database.read(
        h ->
            h.createQuery("SELECT " + COLUMNS + " FROM message WHERE id = ?")
                .bind(0, id)
                .map(MessageStore::row)
                .findOne()
                .map(d -> withTimes(h, d)));
  }

  /** The message that became the prompt with this id of the agent's. */
  public Optional<Delivery> findByPrompt(String promptId) {
    return database.read(
        h ->
            h.createQuery("SELECT " + COLUMNS + " FROM message WHERE prompt_id = ?")
                .bind(0, promptId)
                .map(MessageStore::row)
                .findFirst());
  }

  /** The messages of a session that are still under way, in order. */
  public List<Delivery> underWay(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM message WHERE session = ? AND rung IN"
                        + " ('RECEIVED', 'QUEUED', 'TYPING', 'TYPED', 'ACCEPTED') ORDER BY line")
                .bind(0, session)
                .map(MessageStore::row)
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
                        + COLUMNS
                        + " FROM message WHERE session = ?"
                        + filter
                        + " ORDER BY line DESC LIMIT ?")
                .bind(0, session)
                .bind(1, limit)
                .map(MessageStore::row)
                .list()
                .stream()
                .map(d -> withTimes(h, d))
                .toList());
  }

  /** Whether more than one person has ever written in a channel. */
  public boolean severalWriters(String channel) {
    return database.read(
        h ->
            h.createQuery(
                        "SELECT count(DISTINCT author_id) FROM message"
                            + " WHERE channel = ? AND author_kind = 'PERSON'")
                    .bind(0, channel)
                    .mapTo(Integer.class)
                    .one()
                > 1);
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

  static Delivery row(ResultSet r, StatementContext context) throws SQLException {
    Message message =
        new Message(
            r.getString("id"),
            r.getString("channel"),
            new Author(
                r.getString("author_id"),
                r.getString("author_label"),
                Author.Kind.valueOf(r.getString("author_kind"))),
            r.getString("text"),
            attachments(r.getString("attachments")),
            Instant.parse(r.getString("posted_at")));
    return new Delivery(
        r.getLong("line"),
        r.getInt("session"),
        message,
        Rung.valueOf(r.getString("rung")),
        r.getString("reason"),
        r.getString("prompt_id"),
        r.getString("prompt"),
        files(r.getString("files")),
        Map.of());
  }

  private static List<AttachmentRef> attachments(String json) {
    try {
      return List.of(Json.parse(json, AttachmentRef[].class));
    } catch (BadJsonException e) {
      throw new StoreException("the inbox holds attachments that cannot be read", e);
    }
  }

  private static List<String> files(@Nullable String json) {
    try {
      return json == null ? List.of() : List.of(Json.parse(json, String[].class));
    } catch (BadJsonException e) {
      throw new StoreException("the inbox holds files that cannot be read", e);
    }
  }

  private static Delivery withTimes(Handle h, Delivery d) {
    Map<Rung, Instant> times = new EnumMap<>(Rung.class);
    h.createQuery("SELECT rung, at FROM ledger WHERE message_id = ? ORDER BY seq")
        .bind(0, d.message().id())
        .map((r, c) -> Map.entry(Rung.valueOf(r.getString(1)), Instant.parse(r.getString(2))))
        .forEach(e -> times.put(e.getKey(), e.getValue()));
    return new Delivery(
        d.order(),
        d.session(),
        d.message(),
        d.rung(),
        d.reason(),
        d.promptId(),
        d.prompt(),
        d.files(),
        times);
  }
}
