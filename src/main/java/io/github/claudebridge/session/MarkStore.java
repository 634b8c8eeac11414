package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.Database;
import java.util.List;

/** The messages from Discord whose mark there does not show the end to which they came. */
public final class MarkStore {
  private static final int MOST = 50;

  private final Database database;

  MarkStore(Database database) {
    this.database = database;
  }

  /** The latest of them, oldest first. */
  public List<Delivery> due() {
    return database
        .<List<Delivery>>read(
            h ->
                h.createQuery(
                        "SELECT "
                            + DeliveryRows.COLUMNS
                            + " FROM message WHERE rung IN ('ANSWERED', 'FAILED', 'UNDECIDED')"
                            + " AND marked IS NOT rung AND id GLOB '[0-9]*'"
                            + " ORDER BY line DESC LIMIT ?")
                    .bind(0, MOST)
                    .map(DeliveryRows::row)
                    .list())
        .reversed();
  }

  /** The mark of a message shows this end of it, or never will. */
  public void settled(String messageId, Rung end) {
    database.write(
        h -> h.execute("UPDATE message SET marked = ? WHERE id = ?", end.name(), messageId));
  }
}
