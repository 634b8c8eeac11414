package io.github.claudebridge.session;

import io.github.claudebridge.store.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of each session, how far each transcript was read, and whether people want the
 * session to run.
 */
public final class ConversationStore {

  /**
   * What an agent remembers, known by its own id.
   *
   * @param id the agent's id of it, a UUID
   * @param session the session that has it
   * @param transcript where the agent writes it down, or null before the agent told
   * @param readTo how many bytes of the transcript were read and acted upon
   */
  public record Conversation(String id, int session, @Nullable Path transcript, long readTo) {}

  private final Database database;
  private final InstantSource clock;
  private final TurnStore turns;

  public ConversationStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.turns = new TurnStore(database, clock);
  }

  /** What agents go on with by themselves. */
  GoesOnStore goesOn() {
    return new GoesOnStore(database);
  }

  /** The turns in them. */
  public TurnStore turns() {
    return turns;
  }

  /** The conversation that a session has now, if it ever had one. */
  public Optional<Conversation> current(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT id, session, transcript, read_to FROM conversation"
                        + " WHERE session = ? AND ended_at IS NULL"
                        + " ORDER BY started_at DESC, rowid DESC LIMIT 1")
                .bind(0, session)
                .map(ConversationStore::row)
                .findOne());
  }

  /** Makes a conversation the current one of its session; the one before it ends. */
  public void begin(String id, int session, String agent, Path directory) {
    String now = clock.instant().toString();
    database.write(
        h -> {
          h.execute(
              "UPDATE conversation SET ended_at = ? WHERE session = ? AND ended_at IS NULL"
                  + " AND id <> ?",
              now,
              session,
              id);
          h.execute(
              "INSERT INTO conversation (id, session, agent, directory, started_at)"
                  + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ended_at = NULL",
              id,
              session,
              agent,
              directory.toString(),
              now);
          return null;
        });
  }

  /** Ends the current conversation of a session, so that the next start begins a new one. */
  public void end(int session) {
    database.write(
        h ->
            h.execute(
                "UPDATE conversation SET ended_at = ? WHERE session = ? AND ended_at IS NULL",
                clock.instant().toString(),
                session));
  }

  /** Remembers where the agent writes a conversation down. */
  public void transcriptAt(String id, Path transcript) {
    database.write(
        h ->
            h.execute(
                "UPDATE conversation SET transcript = ? WHERE id = ?", transcript.toString(), id));
  }

  /** Remembers how many bytes of a transcript were read and acted upon. */
  public void readTo(String id, long offset) {
    database.write(
        h ->
            h.execute(
                "UPDATE conversation SET read_to = ? WHERE id = ? AND read_to < ?",
                offset,
                id,
                offset));
  }

  /** Remembers whether people want a session to run. */
  public void wish(int session, boolean running) {
    database.write(
        h ->
            h.execute(
                "INSERT INTO session_wish VALUES (?, ?, ?) ON CONFLICT (session)"
                    + " DO UPDATE SET wanted = excluded.wanted, at = excluded.at",
                session,
                running ? "running" : "stopped",
                clock.instant().toString()));
  }

  /** Whether people want a session to run; a session that nobody spoke about is wanted. */
  public boolean wanted(int session) {
    return database
        .<Optional<String>>read(
            h ->
                h.createQuery("SELECT wanted FROM session_wish WHERE session = ?")
                    .bind(0, session)
                    .mapTo(String.class)
                    .findOne())
        .map("running"::equals)
        .orElse(true);
  }

  /** Forgets what is remembered of a session that was removed; its messages and posts stay. */
  public void forget(int session) {
    database.write(
        h -> {
          for (String table : List.of("session_wish", "session_level", "usage_limit")) {
            h.execute("DELETE FROM " + table + " WHERE session = ?", session);
          }
          h.execute(
              "UPDATE conversation SET ended_at = ? WHERE session = ? AND ended_at IS NULL",
              clock.instant().toString(),
              session);
          return null;
        });
  }

  /** Deletes everything that is stored of a session: messages, posts, turns, conversations. */
  public void purge(int session) {
    database.write(
        h -> {
          for (String table :
              List.of(
                  "message",
                  "ledger",
                  "post",
                  "turn",
                  "conversation",
                  "question",
                  "dialog",
                  "recovery_attempt",
                  "hook",
                  "goes_on",
                  "metric")) {
            h.execute("DELETE FROM " + table + " WHERE session = ?", session);
          }
          return null;
        });
  }

  private static Conversation row(ResultSet r, StatementContext context) throws SQLException {
    String transcript = r.getString("transcript");
    return new Conversation(
        r.getString("id"),
        r.getInt("session"),
        transcript == null ? null : Path.of(transcript),
        r.getLong("read_to"));
  }
}
