package io.github.claudebridge.recovery;

import io.github.claudebridge.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Every attempt to bring a session back, on disk before it is made. */
public final class AttemptStore {
  private static final int MOST_EVIDENCE = 8_000;

  /** How many of a session are looked at: more than an hour's cap by far. */
  private static final int LATELY = 200;

  private final Database database;

  public AttemptStore(Database database) {
    this.database = database;
  }

  /**
   * What is about to be tried.
   *
   * @param outage the outage that it belongs to, or 0 for a new one
   */
  record Draft(
      int session, long outage, Symptom symptom, Remedy remedy, Instant at, Instant dueAt) {}

  /** Records an attempt before it is made; one without a remedy is done at once. */
  Attempt add(Draft draft) {
    String evidence = draft.symptom().evidence();
    return database.write(
        h -> {
          h.execute(
              "INSERT INTO recovery_attempt (outage, session, symptom, signature, detail,"
                  + " evidence, remedy, at, due_at, outcome, done_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              draft.outage(),
              draft.session(),
              draft.symptom().word(),
              draft.symptom().signature(),
              SymptomDetail.of(draft.symptom()),
              evidence == null || evidence.length() <= MOST_EVIDENCE
                  ? evidence
                  : evidence.substring(evidence.length() - MOST_EVIDENCE),
              draft.remedy().word(),
              draft.at().toString(),
              draft.dueAt().toString(),
              draft.remedy() == Remedy.LEAVE ? Attempt.Outcome.LEFT.word() : null,
              draft.remedy() == Remedy.LEAVE ? draft.at().toString() : null);
          long id = h.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
          h.execute("UPDATE recovery_attempt SET outage = id WHERE id = ? AND outage = 0", id);
          return h.createQuery("SELECT * FROM recovery_attempt WHERE id = ?")
              .bind(0, id)
              .map(AttemptStore::row)
              .one();
        });
  }

  /** Records what came of an attempt; false if that was known before. */
  boolean done(Attempt attempt, Attempt.Outcome outcome, Instant at) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE recovery_attempt SET outcome = ?, done_at = ?"
                        + " WHERE id = ? AND outcome IS NULL",
                    outcome.word(),
                    at.toString(),
                    attempt.id())
                == 1);
  }

  /** Records that the agent did not stay up after all, or that a person took it in hand. */
  void overrule(Attempt attempt, Attempt.Outcome outcome, Instant at) {
    database.write(
        h ->
            h.execute(
                "UPDATE recovery_attempt SET outcome = ?, done_at = ? WHERE id = ?",
                outcome.word(),
                at.toString(),
                attempt.id()));
  }

  /** Adds what else is to be told of an attempt. */
  void note(Attempt attempt, String note) {
    database.write(
        h ->
            h.execute(
                "UPDATE recovery_attempt SET note ="
                    + " CASE WHEN note IS NULL THEN ? ELSE note || char(10) || ? END WHERE id = ?",
                note,
                note,
                attempt.id()));
  }

  /** The latest attempts of a session, oldest first. */
  public List<Attempt> lately(int session) {
    return lately(session, LATELY);
  }

  /** The latest attempts of a session, so many at most, oldest first. */
  public List<Attempt> lately(int session, int limit) {
    return database
        .<List<Attempt>>read(
            h ->
                h.createQuery(
                        "SELECT * FROM recovery_attempt WHERE session = ?"
                            + " ORDER BY id DESC LIMIT ?")
                    .bind(0, session)
                    .bind(1, limit)
                    .map(AttemptStore::row)
                    .list())
        .reversed();
  }

  /** The last attempt of a session, if there ever was one. */
  Optional<Attempt> last(int session) {
    return lately(session, 1).stream().findFirst();
  }

  /** The attempts of an outage, oldest first. */
  List<Attempt> outage(long outage) {
    return database.read(
        h ->
            h.createQuery("SELECT * FROM recovery_attempt WHERE outage = ? ORDER BY id")
                .bind(0, outage)
                .map(AttemptStore::row)
                .list());
  }

  /** Remembers the start of the machine; true if it is another one than was remembered. */
  boolean otherStart(String bootId) {
    return database.write(
        h -> {
          Optional<String> before =
              h.createQuery("SELECT boot_id FROM machine_start").mapTo(String.class).findOne();
          h.execute(
              "INSERT INTO machine_start VALUES (1, ?)"
                  + " ON CONFLICT (one) DO UPDATE SET boot_id = excluded.boot_id",
              bootId);
          return before.isPresent() && !before.get().equals(bootId);
        });
  }

  private static Attempt row(ResultSet r, StatementContext context) throws SQLException {
    String outcome = r.getString("outcome");
    return new Attempt(
        r.getLong("id"),
        r.getLong("outage"),
        r.getInt("session"),
        r.getString("symptom"),
        r.getString("signature"),
        r.getString("detail"),
        r.getString("evidence"),
        Remedy.of(r.getString("remedy")),
        Instant.parse(r.getString("at")),
        Instant.parse(r.getString("due_at")),
        outcome == null ? null : Attempt.Outcome.of(outcome),
        instant(r.getString("done_at")),
        r.getString("note"));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
