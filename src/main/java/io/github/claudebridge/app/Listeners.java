package io.github.claudebridge.app;

import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who hears of session events, told one after the other on the session's own thread, so
 * that what they store is stored before the session goes on. One that fails does not keep the
 * others from hearing.
 */
final class Listeners implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private static final int MOST_ATTEMPTS = 600;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<Consumer<SessionEvent>> all = new CopyOnWriteArrayList<>();

  void add(Consumer<SessionEvent> listener) {
    all.add(listener);
  }

  @Override
  public void accept(SessionEvent event) {
    for (Consumer<SessionEvent> listener : all) {
      try {
        tell(listener, event);
      } catch (RuntimeException e) {
        log.error("a listener failed at {}", event.getClass().getSimpleName(), e);
      }
    }
  }

  /**
   * Tells one listener; while the store cannot take what it makes of it, it is told again, and the
   * session waits: what an agent said is read once, and must not be lost to a full disk.
   */
  private static void tell(Consumer<SessionEvent> listener, SessionEvent event) {
    for (int attempt = 1; ; attempt++) {
      try {
        listener.accept(event);
        return;
      } catch (StoreException e) {
        if (attempt >= MOST_ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        log.warn("the store did not take it; trying again: {}", e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
