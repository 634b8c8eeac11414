package io.github.claudebridge.claude;

import io.github.claudebridge.json.BadJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status files of all running Claude Codes, followed as they change.
 *
 * <p>A file read half-written is left alone: the write that completes it is another event. The
 * folder need not exist yet.
 */
public final class StatusFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusFolder.class);
  private static final Pattern FILE = Pattern.compile("(\\d{1,9})\\.json");
  private static final long MAX_BYTES = 1024 * 1024;

  /** Is told of every change, in order, from one thread at a time; must be quick. */
  public interface Listener {
    /** An agent appeared or its status changed. */
    void changed(AgentStatus status);

    /** An agent's status file was deleted: it ended in good order. */
    void gone(long pid);
  }

  private final Path folder;
  private final Listener listener;
  private final Map<Long, AgentStatus> known = new ConcurrentHashMap<>();
  private final ReentrantLock order = new ReentrantLock();
  private final AutoCloseable watching;

  /** Follows {@code <configDir>/sessions}; the listener hears of what is there before this ends. */
  public StatusFolder(Path configDir, FolderWatch watch, Listener listener) {
    this.folder = configDir.resolve("sessions").toAbsolutePath().normalize();
    this.listener = listener;
    this.watching =
        watch.watch(
            folder,
            new FolderWatch.Listener() {
              @Override
              public void changed(Path file) {
                inOrder(() -> look(file));
              }

              @Override
              public void everything() {
                inOrder(StatusFolder.this::lookAtAll);
              }
            });
  }

  /** The last known status of a process. It may be dead: see {@link AgentStatus#alive()}. */
  public Optional<AgentStatus> current(long pid) {
    return Optional.ofNullable(known.get(pid));
  }

  /** The last known status of every agent. */
  public Collection<AgentStatus> all() {
    return List.copyOf(known.values());
  }

  /** Looks at all files again: a change that could not be read when it was told is read now. */
  public void lookAgain() {
    inOrder(this::lookAtAll);
  }

  @Override
  public void close() throws Exception {
    watching.close();
  }

  private void inOrder(Runnable look) {
    order.lock();
    try {
      look.run();
    } finally {
      order.unlock();
    }
  }

  private void lookAtAll() {
    Set<Long> missing = new HashSet<>(known.keySet());
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            Matcher name = FILE.matcher(file.getFileName().toString());
            if (name.matches()) {
              missing.remove(Long.parseLong(name.group(1)));
              look(file);
            }
          });
    } catch (NoSuchFileException notYet) {
      log.debug("{} does not exist yet", folder);
    } catch (IOException e) {
      log.warn("Cannot list {}: {}", folder, e.toString());
      return;
    }
    missing.forEach(this::forget);
  }

  private void look(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return;
    }
    long pid = Long.parseLong(name.group(1));
    try {
      if (Files.size(file) > MAX_BYTES) {
        log.warn("{} is too big for a status file, ignored", file);
        return;
      }
      AgentStatus status = AgentStatus.parse(Files.readString(file));
      if (status.pid() == pid && !status.equals(known.put(pid, status))) {
        listener.changed(status);
      }
    } catch (NoSuchFileException deleted) {
      forget(pid);
    } catch (BadJsonException | IOException halfWritten) {
      log.debug("{} is not readable now: {}", file, halfWritten.toString());
    }
  }

  private void forget(long pid) {
    if (known.remove(pid) != null) {
      listener.gone(pid);
    }
  }
}
