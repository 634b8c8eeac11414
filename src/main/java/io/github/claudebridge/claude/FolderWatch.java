package io.github.claudebridge.claude;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes in folders, by inotify: one watch for the whole bridge, no polling.
 *
 * <p>A folder may not exist yet, and may be deleted and made again: then its nearest living parent
 * is watched until it appears. Promise to a listener: after the last change it is called at least
 * once; changes may be merged; what it missed is announced as {@link Listener#everything()}. All
 * calls come from one thread, so a listener must be quick.
 */
public final class FolderWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

  /** A folder that is there but refuses to be watched would be tried for ever. */
  private static final int MAX_DESCENTS = 50;

  /** Is told of changes in one folder; called from the watch's thread, must not block. */
  public interface Listener {
    /** A file of the folder was made, written or deleted. */
    void changed(Path file);

    /** Anything may have changed: look at the whole folder. */
    void everything();
  }

  private final WatchService service;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private FolderWatch(WatchService service) {
    this.service = service;
    this.thread = Thread.ofPlatform().daemon().name("folder-watch").unstarted(this::run);
  }

  /** Opens the watch and starts its thread. */
  public static FolderWatch open() throws IOException {
    var watch = new FolderWatch(FileSystems.getDefault().newWatchService());
    watch.thread.start();
    return watch;
  }

  /**
   * Watches a folder until the returned handle is closed.
   *
   * <p>{@link Listener#everything()} is called once before this returns, on the caller's thread.
   */
  public AutoCloseable watch(Path folder, Listener listener) {
    var subscription = new Subscription(folder.toAbsolutePath().normalize(), listener);
    subscriptions.add(subscription);
    arm(subscription);
    tell(listener::everything);
    return () -> subscriptions.remove(subscription);
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      log.warn("The folder watch did not close cleanly", e);
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        handle(key);
      }
    } catch (ClosedWatchServiceException closed) {
      log.debug("The folder watch is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(WatchKey key) {
    List<WatchEvent<?>> events = key.pollEvents();
    boolean overflow = events.stream().anyMatch(event -> event.kind() == OVERFLOW);
    Set<Path> names =
        events.stream()
            .filter(event -> event.context() instanceof Path)
            .map(event -> (Path) event.context())
            .collect(Collectors.toSet());
    boolean living = key.reset();
    for (Subscription subscription : subscriptions) {
      // By key, not by path: a folder reached by two paths (a link) has one key.
      if (!key.equals(subscription.key)) {
        continue;
      }
      if (!living || !subscription.armed()) {
        arm(subscription);
        tell(subscription.listener::everything);
      } else if (overflow) {
        tell(subscription.listener::everything);
      } else {
        names.forEach(
            name -> tell(() -> subscription.listener.changed(subscription.folder.resolve(name))));
      }
    }
  }

  /** Registers the folder, or the nearest parent that exists; again if one appears meanwhile. */
  private void arm(Subscription subscription) {
    // Both the subscriber's thread and the watch's may come here.
    synchronized (subscription) {
      armAlone(subscription);
    }
  }

  private void armAlone(Subscription subscription) {
    Path candidate = subscription.folder;
    int descents = 0;
    while (candidate != null) {
      try {
        // Watched first, key last: an event in between finds the old key and is not lost, since
        // the folder is looked at as a whole after arming.
        subscription.watched = candidate;
        subscription.key = candidate.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        Path child = subscription.childOf(candidate);
        if (child == null || !Files.isDirectory(child) || descents++ > MAX_DESCENTS) {
          return;
        }
        candidate = child;
      } catch (IOException absent) {
        candidate = candidate.getParent();
      } catch (ClosedWatchServiceException closed) {
        return;
      }
    }
    log.warn("Cannot watch {} nor any folder above it", subscription.folder);
  }

  /** A listener's mistake must not end the watch for all the others. */
  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException mistake) {
      log.error("A listener of the folder watch failed", mistake);
    }
  }

  /** One listener and the folder it wants; {@code watched} is that or the nearest parent. */
  private static final class Subscription {
    private final Path folder;
    private final Listener listener;
    private volatile @Nullable Path watched;
    private volatile @Nullable WatchKey key;

    Subscription(Path folder, Listener listener) {
      this.folder = folder;
      this.listener = listener;
    }

    boolean armed() {
      return folder.equals(watched);
    }

    /** The next folder on the way down from a parent; null if this is the folder itself. */
    @Nullable Path childOf(Path parent) {
      int depth = parent.getNameCount();
      return parent.equals(folder) ? null : parent.resolve(folder.getName(depth));
    }
  }
}
