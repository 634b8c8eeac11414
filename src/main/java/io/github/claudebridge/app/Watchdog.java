package io.github.claudebridge.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a part of the bridge is stuck: every session's thread, the lane of the store and the
 * timers are asked for a sign now and then. One that gives none for too long is told in the log,
 * once, with a report of what every thread did. When that lasts, the bridge ends, to be started
 * again: what is stored goes on with the next one.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** Times the patience. */
  private static final int ENDED_AFTER = 5;

  /** Something that was asked for a sign. */
  private record Asked(Future<?> sign, long since, boolean told) {}

  private final Supplier<Map<String, Supplier<Future<?>>>> parts;
  private final CrashReports reports;
  private final Duration patience;
  private final @Nullable Runnable end;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final ScheduledExecutorService own =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watchdog").factory());

  /**
   * A watchdog that does not watch yet.
   *
   * @param parts what is watched now, by name; asking it must not block
   * @param end ends the bridge, or null to leave it as it is
   */
  Watchdog(
      Supplier<Map<String, Supplier<Future<?>>>> parts,
      CrashReports reports,
      Duration patience,
      @Nullable Runnable end) {
    this.parts = parts;
    this.reports = reports;
    this.patience = patience;
    this.end = end;
  }

  /** Begins to watch. */
  void start() {
    long every = Math.max(1, patience.toMillis() / 4);
    own.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Map<String, Supplier<Future<?>>> now = parts.get();
      asked.keySet().retainAll(now.keySet());
      now.forEach(this::look);
    } catch (RuntimeException e) {
      log.error("the watchdog could not look", e);
    }
  }

  private void look(String name, Supplier<Future<?>> part) {
    Asked before = asked.get(name);
    if (before == null || before.sign().isDone()) {
      if (before != null && before.told()) {
        log.info("{} goes on", name);
      }
      asked.put(name, new Asked(part.get(), System.nanoTime(), false));
    } else if (!before.told() && System.nanoTime() - before.since() > patience.toNanos()) {
      asked.put(name, new Asked(before.sign(), before.since(), true));
      Path report = reports.write(name + " is stuck: no sign of it for " + patience, null);
      log.error(
          "{} is stuck: no sign of it for {} s; what every thread does stands in {}",
          name,
          patience.toSeconds(),
          report == null ? "no file" : report.getFileName());
    } else if (end != null
        && System.nanoTime() - before.since() > patience.multipliedBy(ENDED_AFTER).toNanos()) {
      log.error("{} is stuck still: the bridge ends, to be started again", name);
      end.run();
    }
  }

  @Override
  public void close() {
    own.shutdownNow();
  }
}
