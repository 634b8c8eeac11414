package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.store.Database;
import java.time.Instant;
import java.util.List;

/**
 * The messages that failed or are undecided and whose channel was not told so far. The ladder's own
 * move puts a message here, in the same commit.
 */
public final class UntoldStore {
  private final Database database;

  UntoldStore(Database database) {
    this.database = database;
  }

  /** What is to be told of each, in order, with the time at which it was stored. */
  public List<SessionEvent.Delivered> all() {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT "
                        + DeliveryRows.COLUMNS
                        + ", (SELECT max(at) FROM ledger WHERE message_id = id) AS since"
                        + " FROM message WHERE untold = 1 AND rung IN ('FAILED', 'UNDECIDED')"
                        + " ORDER BY line")
                .map(
                    (r, c) -> {
                      Delivery d = DeliveryRows.row(r, c);
                      Instant since = Instant.parse(r.getString("since"));
                      return new SessionEvent.Delivered(
                          d.session(), since, d.message(), d.rung(), d.reason());
                    })
                .list());
  }

  /** The channel of a message was told. */
  public void told(String messageId) {
    database.write(h -> h.execute("UPDATE message SET untold = 0 WHERE id = ?", messageId));
  }
}
