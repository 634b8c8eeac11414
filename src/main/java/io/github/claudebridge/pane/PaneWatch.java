package io.github.claudebridge.pane;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which panes live and tells listeners of those that do not any more.
 *
 * <p>A notification of tmux says that something changed, never what: the list is asked for again
 * over the same connection. Since tmux answers in order, a list in flight is never older than a
 * notification already read, so one list at a time is enough.
 */
final class PaneWatch implements TmuxLink.Owner, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PaneWatch.class);
  private static final String LIST = "list-panes -a -F \"" + PaneRow.FORMAT + "\"";

  private final PaneTable table = new PaneTable();
  private final List<TmuxListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<ControlClient, Boolean> listing = new ConcurrentHashMap<>();
  private final Duration deadline;
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("tmux-events").factory());

  PaneWatch(Duration deadline) {
    this.deadline = deadline;
  }

  PaneTable table() {
    return table;
  }

  void listen(TmuxListener listener) {
    listeners.add(listener);
  }

  /** Waits until the table is as tmux has it now. */
  void refresh(ControlClient client) {
    ControlClient.await(list(client), deadline);
  }

  @Override
  public void connecting(ControlClient client) {
    refresh(client);
  }

  @Override
  public void changed(ControlClient client) {
    if (listing.putIfAbsent(client, true) == null) {
      list(client).whenComplete((done, failure) -> listing.remove(client));
    }
  }

  @Override
  public void lost(String reason) {
    tell(TmuxListener::serverGone);
  }

  @Override
  public void restored() {
    tell(TmuxListener::serverBack);
  }

  /** Events not yet told are dropped. */
  @Override
  public void close() {
    events.shutdownNow();
  }

  private CompletableFuture<?> list(ControlClient client) {
    return client.send(bodies -> take(bodies.getFirst()), LIST);
  }

  private void take(List<String> lines) {
    var rows = lines.stream().flatMap(line -> PaneRow.parse(line).stream()).toList();
    for (var gone : table.reconcile(rows)) {
      tell(listener -> listener.paneGone(gone.id(), gone.session()));
    }
  }

  private void tell(Consumer<TmuxListener> event) {
    try {
      events.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    } catch (RejectedExecutionException e) {
      log.debug("Closed: an event is not told");
    }
  }

  private static void tell(TmuxListener listener, Consumer<TmuxListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      log.error("A listener failed on an event of tmux", e);
    }
  }
}
