package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Wording;
import io.github.claudebridge.store.Database;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that waited already when the bridge started. Their authors may have changed or
 * deleted them meanwhile, which nobody heard: they are held up until the channel has been asked.
 */
public final class Leftovers {
  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  /** Posted in Discord: {@code dp} and the rest of us give ids that are no numbers. */
  private static final String POSTED = " id NOT GLOB '*[^0-9]*'";

  private final Database database;
  private final Set<String> unasked = ConcurrentHashMap.newKeySet();
  private volatile long newest;
  private volatile Runnable moved = () -> {};

  Leftovers(Database database) {
    this.database = database;
  }

  /**
   * Holds up what waits now, in every channel that has such messages.
   *
   * @param released told whenever something is held up no longer
   */
  public void hold(Runnable released) {
    moved = released;
    newest =
        database.read(
            h ->
                h.createQuery("SELECT coalesce(max(line), 0) FROM message")
                    .mapTo(Long.class)
                    .one());
    unasked.addAll(
        database.read(
            h ->
                h.createQuery(
                        "SELECT DISTINCT channel FROM message"
                            + " WHERE rung IN ('RECEIVED', 'QUEUED', 'TYPING') AND"
                            + POSTED)
                    .mapTo(String.class)
                    .list()));
    if (!unasked.isEmpty()) {
      log.info("messages wait in channels {} until Discord has told of changes to them", unasked);
    }
  }

  /** Whether a message has to wait on. */
  boolean holds(Delivery d) {
    return !unasked.isEmpty()
        && d.order() <= newest
        && unasked.contains(d.message().channel())
        && d.message().id().chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** What waits of a channel, or is kept out of the queue for now, oldest first. */
  public List<Wording> waiting(String channel) {
    return database.read(
        h ->
            h.createQuery(
                    "SELECT id, coalesce(posted, text) AS text FROM message"
                        + " WHERE channel = ? AND (rung IN ('RECEIVED', 'QUEUED') OR"
                        + QueueStore.KEPT_OUT
                        + ") AND"
                        + POSTED
                        + " ORDER BY length(id), id")
                .bind(0, channel)
                .map((r, c) -> new Wording(r.getString("id"), r.getString("text")))
                .list());
  }

  /** The channel has been asked. */
  public void release(String channel) {
    if (unasked.remove(channel)) {
      moved.run();
    }
  }

  /** The channels cannot be asked: what waits goes to the agents as it is known. */
  public void releaseAll() {
    if (!unasked.isEmpty()) {
      log.warn(
          "Discord cannot be asked whether messages were changed: what waits in {} goes on",
          unasked);
      unasked.clear();
      moved.run();
    }
  }
}
