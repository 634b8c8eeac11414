package io.github.claudebridge.testing;

import io.github.claudebridge.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** A real SQLite store in a folder of its own, which goes away with it. */
public final class TempStore implements AutoCloseable {
  private final Path folder;
  private final InstantSource clock;
  private final BiFunction<Path, InstantSource, Database> opening;
  private Database database;

  public TempStore(InstantSource clock) throws IOException {
    this(clock, Database::open);
  }

  /** A store that is opened in another way. */
  public TempStore(InstantSource clock, BiFunction<Path, InstantSource, Database> opening)
      throws IOException {
    this.folder = Files.createTempDirectory("store");
    this.clock = clock;
    this.opening = opening;
    this.database = opening.apply(file(), clock);
  }

  /** The open store. */
  public Database database() {
    return database;
  }

  /** Where the store lies. */
  public Path file() {
    return folder.resolve("bridge.db");
  }

  /** The folder of the store. */
  public Path folder() {
    return folder;
  }

  /** Closes the store and opens it again, as a restart of the bridge does. */
  public Database reopen() {
    database.close();
    database = opening.apply(file(), clock);
    return database;
  }

  @Override
  public void close() throws IOException {
    database.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
