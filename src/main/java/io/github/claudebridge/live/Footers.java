package io.github.claudebridge.live;

import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the lines that are left of turns. They are in no hurry: a while after the end, since the
 * last words of a turn may still be on their way, and not all at once.
 */
final class Footers {
  private static final Logger log = LoggerFactory.getLogger(Footers.class);

  /** The agent's record is up to 560 ms behind its report (2.1.329). */
  static final Duration AFTER = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final LivePace pace;
  private final ScheduledExecutorService timers;
  private final Executor work;
  private final Map<Integer, Draft> waiting = new ConcurrentHashMap<>();

  Footers(Outbox outbox, LivePace pace, ScheduledExecutorService timers, Executor work) {
    this.outbox = outbox;
    this.pace = pace;
    this.timers = timers;
    this.work = work;
  }

  /** Has a line posted soon. */
  void add(Draft line) {
    post(line.session());
    waiting.put(line.session(), line);
    timers.schedule(
        () -> pace.ask(() -> turn(line), true), AFTER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean turn(Draft line) {
    if (!waiting.remove(line.session(), line)) {
      return false;
    }
    work.execute(() -> store(line));
    return true;
  }

  /** Posts what waits of a session, at once: its next turn begins. */
  void post(int session) {
    Draft line = waiting.remove(session);
    if (line != null) {
      store(line);
    }
  }

  /** Posts whatever waits. */
  void postAll() {
    List.copyOf(waiting.keySet()).forEach(this::post);
  }

  private void store(Draft line) {
    try {
      outbox.add(line);
    } catch (StoreException e) {
      log.warn("the end of a turn of session {} is not told: {}", line.session(), e.getMessage());
    }
  }
}
