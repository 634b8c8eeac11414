package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.QuestionReader;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Question;
import io.github.claudebridge.model.Question.State;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * The questions on disk: each before it is shown, and what became of it. Of two who answer, the
 * first one counts.
 */
public final class QuestionStore {
  private static final String COLUMNS =
      "id, session, hook, parts, asked_at, reminded_at, state, answer, by_id, by_label, by_kind,"
          + " ended_at";

  /** How long a settled question is kept. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Database database;
  private final InstantSource clock;

  /** How many may be open in each session, never too few: hooks ask that all the time. */
  private final Map<Integer, Integer> open = new ConcurrentHashMap<>();

  public QuestionStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    database
        .read(
            h ->
                h.createQuery("SELECT session FROM question WHERE state = 'OPEN'")
                    .mapTo(Integer.class)
                    .list())
        .forEach(session -> open.merge(session, 1, Integer::sum));
  }

  /**
   * A question with what belongs to it.
   *
   * @param hook what the agent told
   * @param parts what is answered so far of a question of several parts, by their words
   * @param reminded whether people were reminded of it
   */
  public record Kept(
      Question question, HookEvent hook, Map<String, String> parts, boolean reminded) {
    public Kept {
      parts = Map.copyOf(parts);
    }
  }

  /** Stores a question from the hook's JSON; those that were settled long ago go. */
  Kept add(int session, String hook) {
    open.merge(session, 1, Integer::sum); // before it is there
    long id =
        database.write(
            h -> {
              h.execute(
                  "DELETE FROM question WHERE state <> 'OPEN' AND ended_at < ?",
                  clock.instant().minus(KEPT).toString());
              h.execute(
                  "INSERT INTO question (session, hook, parts, asked_at, state)"
                      + " VALUES (?, ?, '{}', ?, 'OPEN')",
                  session,
                  hook,
                  clock.instant().toString());
              return h.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
            });
    return find(id).orElseThrow();
  }

  /** The question with a number. */
  public Optional<Kept> find(long id) {
    return database.read(
        h ->
            h.createQuery("SELECT " + COLUMNS + " FROM question WHERE id = ?")
                .bind(0, id)
                .map(QuestionStore::row)
                .findFirst());
  }

  /** The questions of a session that nobody has answered, oldest first. */
  public List<Kept> open(int session) {
    if (open.getOrDefault(session, 0) == 0) {
      return List.of();
    }
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM question WHERE session = ? AND state = 'OPEN' ORDER BY id")
                .bind(0, session)
                .map(QuestionStore::row)
                .list());
  }

  /** The newest questions of a session, oldest of them first. */
  public List<Kept> newest(int session, int limit) {
    return database
        .<List<Kept>>read(
            h ->
                h.createQuery(
                        "SELECT "
                            + COLUMNS
                            + " FROM question WHERE session = ? ORDER BY id DESC LIMIT ?")
                    .bind(0, session)
                    .bind(1, limit)
                    .map(QuestionStore::row)
                    .list())
        .reversed();
  }

  /**
   * Closes a question that is open.
   *
   * @return the question as it is now, or empty if somebody was first
   */
  Optional<Kept> end(long id, State state, @Nullable Answer answer, @Nullable Author by) {
    int closed =
        database.write(
            h ->
                h.createUpdate(
                        "UPDATE question SET state = :state, answer = :answer, by_id = :byId,"
                            + " by_label = :label, by_kind = :kind, ended_at = :at"
                            + " WHERE id = :id AND state = 'OPEN'")
                    .bind("state", state.name())
                    .bind("answer", answer == null ? null : AnswerText.write(answer))
                    .bind("byId", by == null ? null : by.id())
                    .bind("label", by == null ? null : by.label())
                    .bind("kind", by == null ? null : by.kind().name())
                    .bind("at", clock.instant().toString())
                    .bind("id", id)
                    .execute());
    if (closed == 0) {
      return Optional.empty();
    }
    Kept ended = find(id).orElseThrow();
    open.merge(ended.question().session(), -1, Integer::sum);
    return Optional.of(ended);
  }

  /** Keeps the answer to one part of a question that has several; false if it has one already. */
  boolean part(Kept kept, String part, String answer) {
    return database.write(
        h -> {
          String now =
              h.createQuery("SELECT parts FROM question WHERE id = ? AND state = 'OPEN'")
                  .bind(0, kept.question().id())
                  .mapTo(String.class)
                  .findOne()
                  .orElse(null);
          Map<String, String> parts = now == null ? Map.of() : AnswerText.texts(Json.parse(now));
          if (now == null || parts.containsKey(part)) {
            return false;
          }
          Map<String, String> more = new LinkedHashMap<>(parts);
          more.put(part, answer);
          return h.execute(
                  "UPDATE question SET parts = ? WHERE id = ?",
                  Json.write(more),
                  kept.question().id())
              == 1;
        });
  }

  /** Remembers that people were reminded; false if they were before, or it is closed. */
  boolean reminded(long id) {
    return database.write(
        h ->
            h.execute(
                    "UPDATE question SET reminded_at = ? WHERE id = ? AND state = 'OPEN'"
                        + " AND reminded_at IS NULL",
                    clock.instant().toString(),
                    id)
                == 1);
  }

  private static Kept row(ResultSet r, @Nullable StatementContext context) throws SQLException {
    try {
      HookEvent hook = HookEvent.parse(r.getString("hook"));
      String answer = r.getString("answer");
      String ended = r.getString("ended_at");
      Question question =
          new Question(
              r.getLong("id"),
              r.getInt("session"),
              hook.promptId(),
              hook.agentId(),
              hook.origin().agentType(),
              hook.cwd(),
              QuestionReader.matter(hook).orElseThrow(() -> new BadJsonException("asks nothing")),
              Instant.parse(r.getString("asked_at")),
              State.valueOf(r.getString("state")),
              answer == null ? null : AnswerText.read(answer),
              author(r),
              ended == null ? null : Instant.parse(ended));
      return new Kept(
          question,
          hook,
          AnswerText.texts(Json.parse(r.getString("parts"))),
          r.getString("reminded_at") != null);
    } catch (BadJsonException e) {
      throw new StoreException("the store holds a question that cannot be read", e);
    }
  }

  private static @Nullable Author author(ResultSet r) throws SQLException {
    String id = r.getString("by_id");
    return id == null
        ? null
        : new Author(id, r.getString("by_label"), Author.Kind.valueOf(r.getString("by_kind")));
  }
}
