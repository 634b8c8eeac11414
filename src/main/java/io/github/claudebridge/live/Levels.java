package io.github.claudebridge.live;

import io.github.claudebridge.model.Verbosity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** How much each session shows of its agent's work; what was chosen outlives a restart. */
public final class Levels {
  private final LiveStore store;
  private final Verbosity standard;
  private final Map<Integer, Verbosity> chosen;
  private final List<IntConsumer> listeners = new CopyOnWriteArrayList<>();

  /**
   * The levels as they are stored.
   *
   * @param standard that of every session that has none of its own
   */
  public Levels(LiveStore store, Verbosity standard) {
    this.store = store;
    this.standard = standard;
    this.chosen = new ConcurrentHashMap<>(store.levels());
  }

  /** The level of a session. */
  public Verbosity of(int session) {
    return chosen.getOrDefault(session, standard);
  }

  /** Gives a session a level of its own; it counts at once. */
  public void choose(int session, Verbosity level) {
    store.level(session, level);
    chosen.put(session, level);
    listeners.forEach(l -> l.accept(session));
  }

  void onChange(IntConsumer listener) {
    listeners.add(listener);
  }
}
