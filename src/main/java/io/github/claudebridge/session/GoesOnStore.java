package io.github.claudebridge.session;

import io.github.claudebridge.store.Database;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of which turn it is what an agent goes on with by itself: what is told of it after a restart of
 * the bridge still answers the message of that turn.
 */
final class GoesOnStore {
  private static final int KEPT = 200;

  /** What an agent goes on with. */
  enum Kind {
    /** A tool use that worked on in the background when the turn stopped. */
    TOOL,
    /** A prompt that the agent gave itself. */
    PROMPT
  }

  private final Database database;

  GoesOnStore(Database database) {
    this.database = database;
  }

  /** The prompts of the turns, by tool use or prompt; the newest last. */
  Map<String, String> of(int session, Kind kind) {
    Map<String, String> all = new LinkedHashMap<>();
    database.read(
        h -> {
          h.createQuery(
                  "SELECT id, prompt_id FROM goes_on WHERE session = ? AND kind = ? ORDER BY line")
              .bind(0, session)
              .bind(1, kind.name())
              .map((r, c) -> Map.entry(r.getString(1), r.getString(2)))
              .forEach(e -> all.put(e.getKey(), e.getValue()));
          return all;
        });
    return all;
  }

  /** Keeps some more, and the newest {@value #KEPT} of all. */
  void keep(int session, Kind kind, Map<String, String> turns) {
    if (turns.isEmpty()) {
      return;
    }
    database.write(
        h -> {
          turns.forEach(
              (id, turn) ->
                  h.execute(
                      "INSERT OR IGNORE INTO goes_on (session, kind, id, prompt_id)"
                          + " VALUES (?, ?, ?, ?)",
                      session,
                      kind.name(),
                      id,
                      turn));
          return h.execute(
              "DELETE FROM goes_on WHERE session = ? AND kind = ? AND line <= ("
                  + "SELECT line FROM goes_on WHERE session = ? AND kind = ?"
                  + " ORDER BY line DESC LIMIT 1 OFFSET "
                  + KEPT
                  + ")",
              session,
              kind.name(),
              session,
              kind.name());
        });
  }
}
