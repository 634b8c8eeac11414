package io.github.claudebridge.live;

import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.store.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The live posts that stand in channels, so that a crash leaves none behind, and the level of each
 * session. Written when a post is made and when it is gone, not when it is edited.
 */
public final class LiveStore {
  private final Database database;
  private final SecureRandom random = new SecureRandom();

  public LiveStore(Database database) {
    this.database = database;
  }

  /**
   * A live post.
   *
   * @param id our number for it
   * @param promptId the turn it shows
   * @param began when that turn began
   * @param nonce what makes it idempotent at Discord
   * @param sentId the chat's id of it, or null if it is not known to stand there
   */
  record Row(
      long id,
      int session,
      String channel,
      String promptId,
      Instant began,
      String nonce,
      @Nullable String sentId) {}

  /** Remembers a post that is about to be made. */
  Row begin(int session, String channel, String promptId, Instant began) {
    String nonce = "L" + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
    long id =
        database.write(
            h -> {
              h.execute(
                  "INSERT INTO live_post (session, channel, prompt_id, began, nonce)"
                      + " VALUES (?, ?, ?, ?, ?)",
                  session,
                  channel,
                  promptId,
                  began.toString(),
                  nonce);
              return h.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
            });
    return new Row(id, session, channel, promptId, began, nonce, null);
  }

  /** Remembers that it stands in its channel. */
  void stands(long id, String sentId) {
    database.write(h -> h.execute("UPDATE live_post SET sent_id = ? WHERE id = ?", sentId, id));
  }

  /** Forgets it: it is gone. */
  void gone(long id) {
    database.write(h -> h.execute("DELETE FROM live_post WHERE id = ?", id));
  }

  /** What an earlier run of the bridge left behind, oldest first. */
  List<Row> leftOver() {
    return database.read(
        h ->
            h
                .createQuery(
                    "SELECT id, session, channel, prompt_id, began, nonce, sent_id FROM live_post"
                        + " ORDER BY id")
                .map(
                    (r, c) ->
                        new Row(
                            r.getLong("id"),
                            r.getInt("session"),
                            r.getString("channel"),
                            r.getString("prompt_id"),
                            Instant.parse(r.getString("began")),
                            r.getString("nonce"),
                            r.getString("sent_id")))
                .list());
  }

  /** The sessions that have a level of their own. */
  Map<Integer, Verbosity> levels() {
    return database
        .read(
            h ->
                h.createQuery("SELECT session, level FROM session_level")
                    .map((r, c) -> Map.entry(r.getInt("session"), r.getString("level")))
                    .list())
        .stream()
        .map(e -> Map.entry(e.getKey(), Verbosity.of(e.getValue())))
        .filter(e -> e.getValue().isPresent())
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().orElseThrow()));
  }

  /** Gives a session a level of its own. */
  void level(int session, Verbosity level) {
    database.write(
        h ->
            h.execute(
                "INSERT INTO session_level (session, level) VALUES (?, ?)"
                    + " ON CONFLICT (session) DO UPDATE SET level = excluded.level",
                session,
                level.word()));
  }

}
