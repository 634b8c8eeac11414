package io.github.claudebridge.app;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.gateway.GatewayState;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.monitor.Measure;
import io.github.claudebridge.monitor.MetricStore;
import io.github.claudebridge.monitor.Monitor;
import io.github.claudebridge.monitor.OshiMachine;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.router.Router;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.store.Database;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Puts the monitoring together: what counts, what samples, and the thread it runs on. */
final class Watching implements AutoCloseable {
  private final Metrics metrics;
  private final Monitor monitor;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("monitor").factory());
  private volatile boolean gatewayReady;

  /** What it works on. */
  record Parts(
      Database database,
      OshiMachine machine,
      SessionManager sessions,
      MessageStore messages,
      Tmux tmux,
      Router router,
      Outbox outbox,
      Words words) {}

  Watching(Bridge.Start start, Metrics metrics, Parts parts) {
    Settings settings = start.settings();
    this.metrics = metrics;
    parts.outbox().onPost(this::posted);
    parts.outbox().onWait(p -> metrics.post(Metrics.PostOutcome.WAITS));
    this.monitor =
        new Monitor(
            new Monitor.Parts(
                settings.monitor(),
                parts.machine(),
                metrics,
                new MetricStore(parts.database()),
                start.layout().metrics(),
                () -> Monitor.Measured.of(parts.sessions(), parts.messages(), parts.tmux()::find),
                parts.outbox(),
                parts.words(),
                channel ->
                    parts.router().sessionOf(channel).map(s -> s.binding().session()).orElse(0),
                () -> start.token() == null ? Optional.empty() : Optional.of(gatewayReady),
                start.clock()));
  }

  /** What was measured. */
  Monitor monitor() {
    return monitor;
  }

  /** The connection to Discord moved. */
  void gateway(GatewayState state) {
    boolean ready = state instanceof GatewayState.Ready;
    if (ready != gatewayReady) {
      gatewayReady = ready;
      metrics.gateway(ready);
    }
  }

  /** What the agents of a kind take at the moment, on average; empty where none was measured. */
  OptionalDouble memoryOf(SessionManager sessions, String agent) {
    return sessions.all().stream()
        .filter(s -> s.binding().agent().equals(agent))
        .flatMap(s -> monitor.latest(s.binding().session()).stream())
        .mapToDouble(s -> s.value(Measure.MEMORY).orElse(0))
        .filter(bytes -> bytes > 0)
        .average();
  }

  private void posted(Post post) {
    switch (post.state()) {
      case SENT -> metrics.post(Metrics.PostOutcome.SENT);
      case FAILED -> metrics.post(Metrics.PostOutcome.FAILED);
      case PENDING -> {}
    }
  }

  void start() {
    monitor.start(thread);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, java.util.concurrent.TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
