package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.Database;
import java.util.List;

/** The messages from Discord whose mark there does not show the end to which they came. */
public final class MarkStore {
  private final Database database;

  MarkStore(Database database) {
    this.database = database;
  }

  /** Those that were stored before a line, newest first. */
  public List<Delivery> due(long before, int most) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + " FROM message WHERE rung IN ('ANSWERED', 'FAILED', 'UNDECIDED')"
                        + " AND marked IS NOT rung AND id GLOB '[0-9]*' AND line < ?"
                        + " ORDER BY line DESC LIMIT ?")
                .bind(0, before)
                .bind(1, most)
                .map(DeliveryRows::row)
                .list());
  }

  /** The mark of a message shows this end of it, or never will. */
  public void settled(String messageId, Rung end) {
    database.write(
        h -> h.execute("UPDATE message SET marked = ? WHERE id = ?", end.name(), messageId));
  }
}
