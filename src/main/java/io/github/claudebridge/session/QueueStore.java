package io.github.claudebridge.session;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.session.DeliveryLife.Step;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.text.Names;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The part of the inbox that waits, and what people decide about messages that did not arrive. Each
 * change happens only from the rung it is meant for, so that of two decisions the first one counts.
 *
 * <p>A message that is sent again keeps its place in the line: what was written after it waits for
 * it, since it may build upon it.
 */
public final class QueueStore {

  /** Why a message was not delivered that was read after a long absence. */
  public static final String LATE = "it was too old to be delivered by itself";

  /** Those that wait for somebody to let them into the queue. */
  static final String KEPT_OUT =
      " (rung = 'FAILED' AND reason IN ('" + LATE + "', '" + BacklogStore.FULL + "'))";

  /** Posted in Discord: {@code dp} and the rest of us give ids that are no numbers. */
  private static final String POSTED = " id NOT GLOB '*[^0-9]*'";

  /** Of how many messages those that are kept out are looked at: a flood leaves thousands. */
  private static final int NEWEST = 1_000;

  private static final int MOST_NAME = 80;
  private static final String WAITS = " rung IN ('RECEIVED', 'QUEUED')";

  private final Database database;
  private final Ledger ledger;
  private final WriterStore writers;

  QueueStore(Database database, Ledger ledger, WriterStore writers) {
    this.database = database;
    this.ledger = ledger;
    this.writers = writers;
  }

  /** The messages of a session that wait, in the order in which they go to the agent. */
  public List<Delivery> waiting(int session, int limit) {
    return select(" session = ? AND" + WAITS + " ORDER BY place, line LIMIT " + limit, session);
  }

  /** The place in line of the message that was stored last; 0 before the first. */
  long newest() {
    return database.read(
        h ->
            h.createQuery("SELECT coalesce(max(line), 0) FROM message").mapTo(Long.class).one());
  }

  /** The channels in which something was posted that waits, or was about to be typed. */
  List<String> channelsWithPosts() {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT DISTINCT channel FROM message"
                        + " WHERE rung IN ('RECEIVED', 'QUEUED', 'TYPING') AND"
                        + POSTED)
                .mapTo(String.class)
                .list());
  }

  /** What was posted in a channel and waits, or lately was kept out of the queue, oldest first. */
  List<Wording> posts(String channel) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT id, coalesce(posted, text) AS text FROM message"
                        + " WHERE channel = ? AND ("
                        + WAITS
                        + " OR"
                        + KEPT_OUT
                        + " AND line > (SELECT max(line) FROM message) - "
                        + NEWEST
                        + ") AND"
                        + POSTED
                        + " ORDER BY length(id), id")
                .bind(0, channel)
                .map((r, c) -> new Wording(r.getString("id"), r.getString("text")))
                .list());
  }

  /** The messages of a channel that were never in the queue, for this reason, in order. */
  public List<Delivery> leftOut(String channel, String why, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE channel = ? AND rung = 'FAILED' AND reason = ?"
                        + " ORDER BY line LIMIT ?")
                .bind(0, channel)
                .bind(1, why)
                .bind(2, limit)
                .map(DeliveryRows::row)
                .list());
  }

  /**
   * Stores a message that is too old to be delivered by itself; a person may have it sent all the
   * same. False if a message with this id was stored before.
   */
  public boolean receiveLate(int session, Message message) {
    boolean added = store(session, message);
    writers.wrote(message);
    return added;
  }

  private boolean store(int session, Message message) {
    return database.write(
        h -> {
          int added =
              h.createUpdate(
                      "INSERT OR IGNORE INTO message (id, session, channel, author_id,"
                          + " author_label, author_kind, text, attachments, posted_at, rung,"
                          + " reason) VALUES (:id, :session, :channel, :authorId, :label, :kind,"
                          + " :text, :attachments, :at, 'FAILED', :reason)")
                  .bind("id", message.id())
                  .bind("session", session)
                  .bind("channel", message.channel())
                  .bind("authorId", message.author().id())
                  .bind("label", message.author().label())
                  .bind("kind", message.author().kind().name())
                  .bind("text", message.text())
                  .bind("attachments", Json.write(message.attachments()))
                  .bind("at", message.at().toString())
                  .bind("reason", LATE)
                  .execute();
          if (added == 1) {
            List<Rung> rungs = List.of(Rung.RECEIVED, Rung.FAILED);
            ledger.append(h, session, message.id(), rungs, LATE);
          }
          return added == 1;
        });
  }

  /**
   * Puts a message that failed or is undecided back in the line, at its old place; its attachments
   * are fetched if they never were. False if it is on another rung.
   */
  boolean retry(Delivery d, Author by) {
    Rung rung =
        d.message().attachments().isEmpty() || !d.files().isEmpty() ? Rung.QUEUED : Rung.RECEIVED;
    return step(
        d, Step.AGAIN, rung, null, "again, as " + name(by) + " wants it");
  }

  /** Gives up a message that is undecided; false if it is on another rung. */
  boolean skip(Delivery d, Author by) {
    String reason = "skipped by " + name(by);
    return step(d, Step.SKIPPED, Rung.FAILED, reason, reason);
  }

  /** Takes a message out of the line; false if it does not wait any more. */
  boolean withdraw(Delivery d, Author by) {
    String reason =
        by.id().equals(d.message().author().id())
            ? "taken back by its author"
            : "taken out of the queue by " + name(by);
    return step(d, Step.WITHDRAWN, Rung.FAILED, reason, reason);
  }

  /** Takes messages out of the line together; returns those that still waited. */
  List<Delivery> withdraw(List<Delivery> some, Author by) {
    String reason = "taken out of the queue by " + name(by);
    return database.write(
        h ->
            some.stream()
                .filter(d -> step(h, d, Step.WITHDRAWN, Rung.FAILED, reason, reason))
                .toList());
  }

  /** Puts a message before all others that wait; false if it does not wait itself. */
  boolean moveToFront(Delivery d) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE message SET place = (SELECT min(place) - 1 FROM message"
                        + " WHERE session = ? AND"
                        + WAITS
                        + ") WHERE id = ? AND"
                        + WAITS,
                    d.session(),
                    d.message().id())
                == 1);
  }

  private boolean step(
      Delivery d, Step step, Rung to, @Nullable String reason, String ledger) {
    return database.write(h -> step(h, d, step, to, reason, ledger));
  }

  private boolean step(
      Handle h, Delivery d, Step step, Rung to, @Nullable String reason, String ledger) {
    int moved =
        h.execute(
            "UPDATE message SET rung = ?, reason = ?, untold = 0 WHERE id = ? AND"
                + DeliveryLife.on(DeliveryLife.before(step)),
            to.name(),
            reason,
            d.message().id());
    if (moved == 1) {
      append(h, d, to, ledger);
    }
    return moved == 1;
  }

  private void append(Handle h, Delivery d, Rung rung, String detail) {
    ledger.append(h, d.session(), d.message().id(), rung, detail);
  }

  private List<Delivery> select(String where, int session) {
    return database.read(
        h ->
            h.createQuery("SELECT " + DeliveryRows.COLUMNS + " FROM message WHERE" + where)
                .bind(0, session)
                .map(DeliveryRows::row)
                .list());
  }

  private static String name(Author by) {
    return Names.label(by.label(), MOST_NAME);
  }
}
