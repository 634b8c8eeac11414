package io.github.claudebridge.testing;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.monitor.MetricStore;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.monitor.Monitor;
import io.github.claudebridge.monitor.OshiMachine;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.SessionManager;
import io.github.claudebridge.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** A monitor for sessions without terminals; it takes no samples unless it is started. */
public final class BareMonitor {
  private BareMonitor() {}

  /** A monitor that keeps its file in a folder. */
  public static Monitor of(
      Settings settings,
      Path folder,
      Database database,
      SessionManager sessions,
      MessageStore messages,
      Outbox outbox,
      Metrics metrics,
      InstantSource clock) {
    return new Monitor(
        new Monitor.Parts(
            settings.monitor(),
            new OshiMachine(folder),
            metrics,
            new MetricStore(database),
            folder.resolve("metrics.json"),
            () -> Monitor.Measured.of(sessions, messages, name -> Optional.empty()),
            outbox,
            new Words(Locale.ENGLISH),
            channel -> 0,
            Optional::empty,
            clock));
  }
}
