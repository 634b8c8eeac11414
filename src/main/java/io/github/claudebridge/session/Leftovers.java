package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Wording;
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

  private final QueueStore queue;
  private final Set<String> unasked = ConcurrentHashMap.newKeySet();
  private volatile long newest;
  private volatile Runnable moved = () -> {};

  Leftovers(QueueStore queue) {
    this.queue = queue;
  }

  /**
   * Holds up what waits now, in every channel that has such messages.
   *
   * @param released told whenever something is held up no longer
   */
  public void hold(Runnable released) {
    moved = released;
    newest = queue.newest();
    unasked.addAll(queue.channelsWithPosts());
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

  /** What waits of a channel, or lately was kept out of the queue, oldest first. */
  public List<Wording> waiting(String channel) {
    return queue.posts(channel);
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
