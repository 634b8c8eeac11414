package io.github.claudebridge.app;

import io.github.claudebridge.model.SessionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who hears of session events, told one after the other on the session's own thread, so
 * that what they store is stored before the session goes on. One that fails does not keep the others
 * from hearing.
 */
final class Listeners implements Consumer<SessionEvent> {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final List<Consumer<SessionEvent>> all = new CopyOnWriteArrayList<>();

  void add(Consumer<SessionEvent> listener) {
    all.add(listener);
  }

  @Override
  public void accept(SessionEvent event) {
    for (Consumer<SessionEvent> listener : all) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        log.error("a listener failed at {}", event.getClass().getSimpleName(), e);
      }
    }
  }
}
