package io.github.claudebridge.config;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a file has changed and come to rest. The directory is watched, since editors put a new
 * file in the place of the old one; a burst of events is one change.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
  private static final long REST_MILLIS = 150;

  private final Path name;
  private final WatchService service;
  private final Runnable changed;

  FileWatch(Path file, Runnable changed) throws IOException {
    this.name = file.getFileName();
    this.changed = changed;
    service = file.getFileSystem().newWatchService();
    file.getParent().register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    Thread.ofVirtual().name("watch-" + name).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        if (touches(service.take())) {
          for (var more = rest(); more != null; more = rest()) {
            touches(more);
          }
          changed.run();
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException closed) {
      log.debug("{} is no longer watched", name);
    }
  }

  private WatchKey rest() throws InterruptedException {
    return service.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private boolean touches(WatchKey key) {
    var events = key.pollEvents();
    if (!key.reset()) {
      log.info("the directory of {} is gone; edits by hand are no longer noticed", name);
    }
    return events.stream().anyMatch(each -> each.kind() == OVERFLOW || name.equals(each.context()));
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException odd) {
      log.debug("closing the watch of {}", name, odd);
    }
  }
}
