package io.github.claudebridge.config;

import io.github.claudebridge.model.Binding;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bindings, kept in {@code config/sessions.json}. The file may be edited by hand while the
 * bridge runs: a good edit is in force within a second, a broken one is refused and the last good
 * bindings stay. Beside it lies {@code sessions.json.last-good}, and a broken edit that the bridge
 * itself has to write over is kept as {@code sessions.json.refused}.
 *
 * <p>Listeners are called on the thread that noticed, one at a time and in order; they may read the
 * store, but must not change it.
 */
public final class BindingStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BindingStore.class);

  private final Path file;
  private final Path lastGood;
  private final BindingDefaults defaults;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<ChangeListener> changes = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<String>>> refusals = new CopyOnWriteArrayList<>();
  private final FileWatch watch;
  private volatile List<Binding> current;
  private @Nullable List<String> refused;

  /** Hears what the bindings were and what they are. */
  public interface ChangeListener {
    void changed(List<Binding> before, List<Binding> after);
  }

  /**
   * Reads the bindings and begins to watch the file.
   *
   * @param file {@link Layout#bindings()}; its directory exists, the file may be missing
   * @throws BadSettingsException if the file is broken and there is no last good one
   */
  public BindingStore(Path file, BindingDefaults defaults)
      throws BadSettingsException, IOException {
    this.file = file.toAbsolutePath();
    this.lastGood = file.resolveSibling(file.getFileName() + ".last-good");
    this.defaults = defaults;
    current = start();
    watch = new FileWatch(this.file, this::reload);
    // An edit between the first look and the watch would go unseen.
    reload();
  }

  /** The bindings in force, by ascending number. */
  public List<Binding> current() {
    return current;
  }

  /** The binding of a session, if it has one. */
  public Optional<Binding> of(int session) {
    return current.stream().filter(each -> each.session() == session).findFirst();
  }

  /** The binding of a channel, if it has one. */
  public Optional<Binding> of(String channel) {
    return current.stream().filter(each -> each.channel().equals(channel)).findFirst();
  }

  /**
   * The smallest number that no session has.
   *
   * @throws IllegalStateException if all 999 are taken
   */
  public int nextNumber() {
    var next = 1;
    for (var binding : current) {
      if (binding.session() != next) {
        break;
      }
      next++;
    }
    if (next > 999) {
      throw new IllegalStateException("all 999 sessions are taken; remove one first");
    }
    return next;
  }

  /**
   * Adds a binding and stores it.
   *
   * @throws IllegalArgumentException if its number or its channel is taken, or it breaks a rule
   * @throws IOException if it cannot be stored; then it is not in force either
   */
  public void add(Binding binding) throws IOException {
    locked(
        () -> {
          var after = new ArrayList<>(current);
          after.add(binding);
          store(after);
        });
  }

  /**
   * Removes the binding of a session and stores that.
   *
   * @return whether there was one
   * @throws IOException if it cannot be stored; then the binding stays in force
   */
  public boolean remove(int session) throws IOException {
    var there = new boolean[1];
    locked(
        () -> {
          var after = current.stream().filter(each -> each.session() != session).toList();
          there[0] = after.size() < current.size();
          if (there[0]) {
            store(after);
          }
        });
    return there[0];
  }

  /** Tells the listener about every change from now on. */
  public void onChange(ChangeListener listener) {
    changes.add(listener);
  }

  /** Tells the listener why an edit was refused, also the one that is refused at the moment. */
  public void onRefused(Consumer<List<String>> listener) {
    lock.lock();
    try {
      refusals.add(listener);
      if (refused != null) {
        listener.accept(refused);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    watch.close();
  }

  private List<Binding> start() throws BadSettingsException, IOException {
    var kept = Files.exists(lastGood, LinkOption.NOFOLLOW_LINKS);
    try {
      if (Files.exists(file) || !kept) {
        var bindings = parse(file);
        PrivateFiles.replace(lastGood, BindingFile.write(bindings));
        return bindings;
      }
      refused = List.of(gone());
    } catch (BadSettingsException broken) {
      if (!kept) {
        throw broken;
      }
      refused = broken.problems();
    }
    log.warn("bindings refused, the last good ones are used: {}", refused);
    return parse(lastGood);
  }

  private List<Binding> parse(Path path) throws BadSettingsException, IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    var name = path.getParent().getFileName() + "/" + path.getFileName();
    try {
      return BindingFile.read(name, Files.readString(path), defaults);
    } catch (CharacterCodingException binary) {
      throw new BadSettingsException(List.of(name + ": is not UTF-8 text"));
    }
  }

  private void reload() {
    lock.lock();
    try {
      if (!Files.exists(file)) {
        if (!current.isEmpty()) {
          refuse(List.of(gone()));
        }
        return;
      }
      var after = parse(file);
      refused = null;
      if (!after.equals(current)) {
        PrivateFiles.replace(lastGood, BindingFile.write(after));
        put(after);
      }
    } catch (BadSettingsException broken) {
      refuse(broken.problems());
    } catch (IOException unreadable) {
      refuse(List.of(file + ": cannot be read: " + unreadable));
    } finally {
      lock.unlock();
    }
  }

  private void store(List<Binding> bindings) throws IOException {
    BindingRules.checkAll(bindings);
    var after = BindingRules.sorted(bindings);
    var text = BindingFile.write(after);
    if (refused != null && Files.exists(file)) {
      PrivateFiles.replace(
          file.resolveSibling(file.getFileName() + ".refused"), Files.readString(file));
    }
    PrivateFiles.replace(file, text);
    PrivateFiles.replace(lastGood, text);
    refused = null;
    put(after);
  }

  private void put(List<Binding> after) {
    var before = current;
    current = List.copyOf(after);
    changes.forEach(each -> each.changed(before, current));
  }

  private void refuse(List<String> problems) {
    if (!problems.equals(refused)) {
      refused = problems;
      log.warn("bindings refused, the last good ones stay: {}", problems);
      refusals.forEach(each -> each.accept(problems));
    }
  }

  private String gone() {
    return file + ": is gone; write {\"sessions\": {}} into it to unbind everything";
  }

  private interface Change {
    void make() throws IOException;
  }

  private void locked(Change change) throws IOException {
    lock.lock();
    try {
      // What a person has just written must not be written over unseen.
      reload();
      change.make();
    } finally {
      lock.unlock();
    }
  }
}
