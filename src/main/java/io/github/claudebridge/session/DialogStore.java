package io.github.claudebridge.session;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The dialogs on disk: which one stands on whose terminal, and who pressed what in it last. */
final class DialogStore {

  /**
   * A dialog as it was stored.
   *
   * @param print how it looked when it was told of last
   * @param key what was pressed in it last, or null
   * @param by who pressed that, or null
   * @param pressedAt when, or null
   */
  record Known(
      long id,
      String kind,
      String print,
      @Nullable String key,
      @Nullable Author by,
      @Nullable Instant pressedAt) {}

  private final Database database;
  private final InstantSource clock;

  DialogStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The dialog that stands on a session's terminal as far as is known. */
  Optional<Known> open(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT id, kind, print, key, by_id, by_label, by_kind, pressed_at FROM dialog"
                        + " WHERE session = ? AND closed_at IS NULL ORDER BY id DESC LIMIT 1")
                .bind(0, session)
                .map(DialogStore::row)
                .findOne());
  }

  Known begin(int session, String kind, String print) {
    long id =
        database.write(
            h -> {
              h.execute(
                  "INSERT INTO dialog (session, kind, print, shown_at) VALUES (?, ?, ?, ?)",
                  session,
                  kind,
                  print,
                  clock.instant().toString());
              return h.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
            });
    return new Known(id, kind, print, null, null, null);
  }

  Known looks(Known d, String kind, String print) {
    database.write(
        h -> h.execute("UPDATE dialog SET kind = ?, print = ? WHERE id = ?", kind, print, d.id()));
    return new Known(d.id(), kind, print, d.key(), d.by(), d.pressedAt());
  }

  /** Stored before the key is pressed. */
  Known pressed(Known d, String key, Author by) {
    Instant now = clock.instant();
    database.write(
        h ->
            h.execute(
                "UPDATE dialog SET key = ?, by_id = ?, by_label = ?, by_kind = ?, pressed_at = ?"
                    + " WHERE id = ?",
                key,
                by.id(),
                by.label(),
                by.kind().name(),
                now.toString(),
                d.id()));
    return new Known(d.id(), d.kind(), d.print(), key, by, now);
  }

  /** All of a session's dialogs are closed. */
  void closed(int session) {
    database.write(
        h ->
            h.execute(
                "UPDATE dialog SET closed_at = ? WHERE session = ? AND closed_at IS NULL",
                clock.instant().toString(),
                session));
  }

  private static Known row(ResultSet r, @Nullable StatementContext context) throws SQLException {
    String at = r.getString("pressed_at");
    return new Known(
        r.getLong("id"),
        r.getString("kind"),
        r.getString("print"),
        r.getString("key"),
        author(r),
        at == null ? null : Instant.parse(at));
  }

  /** Who is named in the columns by_id, by_label and by_kind, or null. */
  static @Nullable Author author(ResultSet r) throws SQLException {
    String id = r.getString("by_id");
    return id == null
        ? null
        : new Author(id, r.getString("by_label"), Author.Kind.valueOf(r.getString("by_kind")));
  }
}
