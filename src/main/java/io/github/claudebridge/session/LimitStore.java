package io.github.claudebridge.session;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The usage limits on disk that hold up sessions. */
final class LimitStore {

  /**
   * A limit that holds up a session.
   *
   * @param words the agent's name for it
   * @param since when it was told; names it
   * @param resets when it is over
   * @param release when what waits goes on by itself
   * @param choice what becomes of what it cut off
   * @param by who chose that, or null for the settings
   * @param messageId the message whose turn it cut off, or null
   */
  record Hold(
      String words,
      Instant since,
      Instant resets,
      Instant release,
      Choice choice,
      @Nullable Author by,
      @Nullable String messageId) {
    Hold chosen(Choice wanted, @Nullable Author who) {
      return new Hold(words, since, resets, release, wanted, who, messageId);
    }
  }

  private final Database database;

  LimitStore(Database database) {
    this.database = database;
  }

  Optional<Hold> of(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT words, since, resets, release, choice, by_id, by_label, by_kind, message_id"
                        + " FROM usage_limit WHERE session = ?")
                .bind(0, session)
                .map(LimitStore::row)
                .findOne());
  }

  void keep(int session, Hold hold) {
    Author by = hold.by();
    database.write(
        h ->
            h.execute(
                "INSERT OR REPLACE INTO usage_limit (session, words, since, resets, release, choice,"
                    + " by_id, by_label, by_kind, message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                session,
                hold.words(),
                hold.since().toString(),
                hold.resets().toString(),
                hold.release().toString(),
                hold.choice().name(),
                by == null ? null : by.id(),
                by == null ? null : by.label(),
                by == null ? null : by.kind().name(),
                hold.messageId()));
  }

  void forget(int session) {
    database.write(h -> h.execute("DELETE FROM usage_limit WHERE session = ?", session));
  }

  private static Hold row(ResultSet r, @Nullable StatementContext context) throws SQLException {
    return new Hold(
        r.getString("words"),
        Instant.parse(r.getString("since")),
        Instant.parse(r.getString("resets")),
        Instant.parse(r.getString("release")),
        Choice.valueOf(r.getString("choice")),
        DialogStore.author(r),
        r.getString("message_id"));
  }
}
