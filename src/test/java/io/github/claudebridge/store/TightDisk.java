package io.github.claudebridge.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store on a disk that is full when it is told to be: SQLite itself then answers SQLITE_FULL to
 * whatever needs another page, on every connection, until there is room. It needs no rights, as a
 * small file system would.
 */
public final class TightDisk {
  private final AtomicBoolean full = new AtomicBoolean();

  /** Opens the store. */
  public Database open(Path file, InstantSource clock) {
    return Database.open(
        file,
        clock,
        connections ->
            () -> {
              Connection connection = connections.open();
              if (full.get()) {
                limit(connection, 1); // SQLite takes the size that the file has by now
              }
              return connection;
            });
  }

  /** The disk is full from now on. */
  public void fill(Database database) {
    full.set(true);
    database.write(
        h -> {
          limit(h.getConnection(), 1);
          return null;
        });
  }

  /** There is room again. */
  public void empty(Database database) {
    full.set(false);
    try {
      database.write(
          h -> {
            limit(h.getConnection(), 1_000_000);
            return null;
          });
    } catch (StoreException e) { // the connection was replaced meanwhile, which does as well
      full.set(false);
    }
  }

  private static void limit(Connection connection, int pages) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
  }
}
