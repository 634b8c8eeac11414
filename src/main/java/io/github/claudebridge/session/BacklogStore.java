package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.store.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The part of the inbox that grows in a flood: who has too much waiting, and what has arrived. What
 * it is asked costs the same however much waits.
 */
public final class BacklogStore {

  /** Why a message was not put in the queue of which too many others of its author wait. */
  public static final String FULL = "too many messages of its author wait already";

  private final Database database;

  BacklogStore(Database database) {
    this.database = database;
  }

  /**
   * What waits for a session.
   *
   * @param anything whether there is anything
   * @param full whether an author has as many messages there as they may
   */
  record Waiting(boolean anything, boolean full) {}

  private static final String WAITS =
      " FROM message WHERE session = ? AND rung IN ('RECEIVED', 'QUEUED')";

  /** Looks at what waits. */
  static Waiting waiting(Handle h, int session, String author, int most) {
    return h.createQuery(
            "SELECT EXISTS (SELECT 1"
                + WAITS
                + "), (SELECT count(*) FROM (SELECT 1"
                + WAITS
                + " AND author_id = ? LIMIT ?))")
        .bind(0, session)
        .bind(1, session)
        .bind(2, author)
        .bind(3, most)
        .map((r, c) -> new Waiting(r.getBoolean(1), r.getInt(2) >= most))
        .one();
  }

  /** The line of the message of a session that was stored last, or 0. */
  long newest(int session) {
    return database.read(
        h ->
            h.createQuery("SELECT coalesce(max(line), 0) FROM message WHERE session = ?")
                .bind(0, session)
                .mapTo(Long.class)
                .one());
  }

  /** What was stored for a session after a line and waits, or was not let into the queue. */
  List<Delivery> arrived(int session, long line, int limit) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message INDEXED BY message_by_arrival"
                        + " WHERE session = ? AND line > ? AND (rung IN ('RECEIVED', 'QUEUED')"
                        + " OR (rung = 'FAILED' AND reason = ?)) ORDER BY line LIMIT ?")
                .bind(0, session)
                .bind(1, line)
                .bind(2, FULL)
                .bind(3, limit)
                .map(DeliveryRows::row)
                .list());
  }

  /** How many messages of a channel were not let into the queue and are still left out. */
  public int refused(String channel) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT count(*) FROM message WHERE channel = ? AND reason = ?"
                        + " AND rung = 'FAILED'")
                .bind(0, channel)
                .bind(1, FULL)
                .mapTo(Integer.class)
                .one());
  }
}
