package io.github.claudebridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Brings the schema up to date: numbered SQL files, each applied once and remembered with its hash,
 * a copy of the database kept before each.
 */
final class Migrations {
  /** The files under {@code /db}, oldest first. A file that was released is never changed. */
  static final List<String> FILES =
      List.of(
          "001-first.sql",
          "002-queue.sql",
          "003-question.sql",
          "004-dialog.sql",
          "005-status.sql",
          "006-recovery.sql",
          "007-metric.sql",
          "008-flood.sql",
          "009-untold.sql",
          "010-earlier.sql",
          "011-marked.sql",
          "012-turn-untold.sql",
          "013-hook.sql",
          "014-posted.sql",
          "015-goes-on.sql");

  private final Path database;
  private final InstantSource clock;
  private final List<String> files;

  Migrations(Path database, InstantSource clock) {
    this(database, clock, FILES);
  }

  Migrations(Path database, InstantSource clock, List<String> files) {
    this.database = database;
    this.clock = clock;
    this.files = List.copyOf(files);
  }

  void apply(DataSource source) {
    boolean existed = Files.exists(database);
    try (Handle handle = Jdbi.create(source).open()) {
      apply(handle, existed);
    } catch (JdbiException e) {
      throw new StoreException(
          database
              + " cannot be opened as a store of this bridge; it is damaged, not ours, or not"
              + " writable: "
              + e.getMessage(),
          e);
    }
  }

  private void apply(Handle handle, boolean existed) {
    checkOwner(handle);
    checkWhole(handle, existed);
    handle.execute(
        "CREATE TABLE IF NOT EXISTS migration"
            + " (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)");
    Map<String, String> applied =
        handle.createQuery("SELECT name, sha256 FROM migration").mapToMap().stream()
            .collect(
                Collectors.toMap(r -> (String) r.get("name"), r -> (String) r.get("sha256")));
    for (String known : applied.keySet()) {
      if (!files.contains(known)) {
        throw new StoreException(
            database + " was written by a newer version (it knows " + known + "); update first");
      }
    }
    for (String name : files) {
      step(handle, name, applied.get(name), !applied.isEmpty());
    }
  }

  private void step(
      Handle handle,
      String name,
      @org.jspecify.annotations.Nullable String before,
      boolean backup) {
    String sql = text(name);
    String hash = sha256(sql);
    if (before != null) {
      if (!before.equals(hash)) {
        throw new StoreException(database + ": migration " + name + " is not the one applied");
      }
      return;
    }
    if (backup) {
      backUp(handle, Path.of(database + ".before-" + name.replace(".sql", "")));
    }
    handle.useTransaction(
        h -> {
          h.createScript(sql).execute();
          h.execute(
              "INSERT INTO migration VALUES (?, ?, ?)", name, hash, clock.instant().toString());
        });
  }

  /** The copy of a try before this one, which ended half way, gives way. */
  private static void backUp(Handle handle, Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw new StoreException(copy + " is in the way of a copy of the store; move it away", e);
    }
    handle.execute("VACUUM INTO ?", copy.toString());
  }

  private void checkOwner(Handle handle) {
    int id = handle.createQuery("PRAGMA application_id").mapTo(Integer.class).one();
    int tables =
        handle.createQuery("SELECT count(*) FROM sqlite_master").mapTo(Integer.class).one();
    if (id == 0 && tables == 0) {
      handle.execute("PRAGMA application_id = " + Database.APPLICATION_ID);
    } else if (id != Database.APPLICATION_ID) {
      throw new StoreException(database + " is not a store of this bridge; move it away");
    }
  }

  private void checkWhole(Handle handle, boolean existed) {
    if (!existed) {
      return;
    }
    String verdict = handle.createQuery("PRAGMA quick_check(1)").mapTo(String.class).one();
    if (!"ok".equals(verdict)) {
      throw new StoreException(
          database + " is damaged (" + verdict + "); restore a copy of it before you start");
    }
  }

  private static String text(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream("/db/" + name)) {
      if (in == null) {
        throw new StoreException("migration " + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StoreException("migration " + name + " cannot be read", e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new StoreException("this Java has no SHA-256", e);
    }
  }
}
