package io.github.claudebridge.session;

import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The turns of each session: which prompts were accepted, and how the work on them ended. */
public final class TurnStore {

  /**
   * How a turn ended or will end.
   *
   * @param failure why, where it failed, or null
   * @param sure whether the agent said so; else it was only seen to have stopped
   */
  public record Ending(End how, @Nullable String failure, boolean sure) {}

  private final Database database;
  private final InstantSource clock;

  TurnStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Remembers that a prompt was accepted; false if it was known. */
  public boolean begin(String promptId, int session, @Nullable String messageId) {
    return database.write(
        h ->
            h.execute(
                    "INSERT OR IGNORE INTO turn (prompt_id, session, message_id, started_at)"
                        + " VALUES (?, ?, ?, ?)",
                    promptId,
                    session,
                    messageId,
                    clock.instant().toString())
                == 1);
  }

  /** Whether a prompt of a session was accepted before. */
  boolean knows(String promptId, int session) {
    return database.read(
        h ->
            h.createQuery("SELECT count(*) FROM turn WHERE prompt_id = ? AND session = ?")
                    .bind(0, promptId)
                    .bind(1, session)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  /** The prompt that a session's agent is working on, if a turn is open. */
  Optional<String> open(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT prompt_id FROM turn WHERE session = ? AND ended_at IS NULL"
                        + " ORDER BY rowid DESC LIMIT 1")
                .bind(0, session)
                .mapTo(String.class)
                .findOne());
  }

  /** Remembers how a turn will end, whose agent is not idle so far. */
  void willEnd(String promptId, Ending ending) {
    database.write(
        h ->
            h.execute(
                "UPDATE turn SET ending = ?, failure = ?, sure = ?"
                    + " WHERE prompt_id = ? AND ended_at IS NULL",
                ending.how().name(),
                ending.failure(),
                ending.sure(),
                promptId));
  }

  /** What was remembered of how a turn will end that is open still. */
  Optional<Ending> willEnd(String promptId) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT ending, failure, sure FROM turn"
                        + " WHERE prompt_id = ? AND ended_at IS NULL AND ending IS NOT NULL")
                .bind(0, promptId)
                .map(
                    (r, c) ->
                        new Ending(
                            End.valueOf(r.getString("ending")),
                            r.getString("failure"),
                            r.getBoolean("sure")))
                .findOne());
  }

  /**
   * Closes every turn of a session that is open still: the agent is done with all of them. The
   * last one's end is {@link #untold} from now on, unless it ended as it should.
   */
  public void end(int session, String promptId, Ending ending) {
    database.write(
        h ->
            h.execute(
                "UPDATE turn SET ended_at = ?, ending = ?, failure = ?, sure = ?,"
                    + " untold = (prompt_id = ? AND ?) WHERE session = ? AND ended_at IS NULL",
                clock.instant().toString(),
                ending.how().name(),
                ending.failure(),
                ending.sure(),
                promptId,
                ending.how() != End.DONE,
                session));
  }

  /** Forgets how a turn was to end: its agent goes on with it. */
  void goesOn(String promptId) {
    database.write(
        h ->
            h.execute(
                "UPDATE turn SET ending = NULL, failure = NULL, sure = 1"
                    + " WHERE prompt_id = ? AND ended_at IS NULL",
                promptId));
  }

  /** The message whose turn it was, or empty if it was nobody's. */
  Optional<String> messageOf(String promptId) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT message_id FROM turn"
                        + " WHERE prompt_id = ? AND message_id IS NOT NULL")
                .bind(0, promptId)
                .mapTo(String.class)
                .findOne());
  }

  /** The prompt of the turn that began last, over or not. */
  Optional<String> latest(int session) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT prompt_id FROM turn WHERE session = ? ORDER BY rowid DESC LIMIT 1")
                .bind(0, session)
                .mapTo(String.class)
                .findOne());
  }

  /** The ends of turns that the channel was not told so far, in order. */
  public List<SessionEvent.TurnEnded> untold() {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT session, ended_at, prompt_id, ending, failure, message_id FROM turn"
                        + " WHERE untold = 1 ORDER BY rowid")
                .map(
                    (r, c) ->
                        new SessionEvent.TurnEnded(
                            r.getInt("session"),
                            Instant.parse(r.getString("ended_at")),
                            r.getString("prompt_id"),
                            End.valueOf(r.getString("ending")),
                            r.getString("failure"),
                            r.getString("message_id")))
                .list());
  }

  /** The channel was told how a turn ended. */
  public void told(String promptId) {
    database.write(h -> h.execute("UPDATE turn SET untold = 0 WHERE prompt_id = ?", promptId));
  }
}
