package io.github.claudebridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Which files are opened as the store, and which are refused. */
class DatabaseTest {
  @TempDir private Path folder;

  private void open(Path file) {
    Database.open(file, SettableTime.start()).close();
  }

  @Test
  void aNewFileIsMadeAndOpenedAgain() {
    Path file = folder.resolve("a.db");
    open(file);
    open(file);
    assertThat(file).exists();
  }

  @Test
  void aFileOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
    Path file = folder.resolve("other.db");
    sql(file, "CREATE TABLE theirs (a)");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a store of this bridge");
    sql(file, "INSERT INTO theirs VALUES (1)");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedInPlainWords() throws Exception {
    Path file = folder.resolve("text.db");
    String text = "this is a text, and a long one at that. ".repeat(200);
    Files.writeString(file, text);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent(text);
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    Path file = folder.resolve("a.db");
    try (Database database = Database.open(file, SettableTime.start())) {
      for (int i = 0; i < 200; i++) {
        String channel = "channel " + i;
        database.write(
            h -> h.execute("INSERT INTO channel_start VALUES (?, ?)", channel, "x".repeat(500)));
      }
    }
    sql(file, "PRAGMA wal_checkpoint(TRUNCATE)");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] rubbish = new byte[8_192];
      java.util.Arrays.fill(rubbish, (byte) 0x5a);
      channel.write(ByteBuffer.wrap(rubbish), channel.size() - 5 * 8_192);
    }
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws Exception {
    Path file = folder.resolve("a.db");
    open(file);
    sql(file, "INSERT INTO migration VALUES ('999-later.sql', 'x', 'then')");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("999-later.sql");
  }

  @Test
  void aMigrationThatWasChangedIsRefused() throws Exception {
    Path file = folder.resolve("a.db");
    open(file);
    sql(file, "UPDATE migration SET sha256 = 'other'");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("001-first.sql");
  }

  @Test
  void aCopyIsKeptBeforeAStepThoughOneOfABrokenTryIsThere() throws Exception {
    Path file = folder.resolve("a.db");
    open(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    Path copy = Path.of(file + ".before-002-for-tests");
    Files.writeString(copy, "half of a copy");
    List<String> files = with("002-for-tests.sql");
    new Migrations(file, SettableTime.start(), files).apply(source);

    sql(file, "SELECT * FROM only_for_tests");
    assertThatThrownBy(() -> sql(copy, "SELECT * FROM only_for_tests"))
        .as("the copy is from before")
        .hasMessageContaining("no such table");
    sql(copy, "SELECT * FROM message");
  }

  private static List<String> with(String more) {
    return Stream.concat(Migrations.FILES.stream(), Stream.of(more)).toList();
  }

  @Test
  void aStepThatFailsLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("a.db");
    open(file);
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    List<String> files = with("003-broken-for-tests.sql");
    assertThatThrownBy(
            () -> new Migrations(file, SettableTime.start(), files).apply(source))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> sql(file, "SELECT * FROM half_of_it"))
        .hasMessageContaining("no such table");
    open(file);
  }

  @Test
  @Timeout(60)
  void whatWasAcknowledgedOutlivesAKill() throws Exception {
    Path file = folder.resolve("killed.db");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int acknowledged = -1;
    try (var lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged = Integer.parseInt(line);
        if (acknowledged == 200) {
          child.toHandle().destroyForcibly();
        }
      }
    }
    child.waitFor();
    assertThat(acknowledged).isGreaterThanOrEqualTo(200);
    try (Database database = Database.open(file, SettableTime.start())) {
      List<Integer> kept =
          database.read(
              h ->
                  h.createQuery("SELECT CAST(channel AS INTEGER) FROM channel_start ORDER BY 1")
                      .mapTo(Integer.class)
                      .list());
      assertThat(kept).hasSizeGreaterThan(acknowledged).contains(acknowledged);
      assertThat(kept).as("without a gap").last().isEqualTo(kept.size() - 1);
    }
  }

  @Test
  void nothingIsTornByTextOfAnyKind() throws Exception {
    try (TempStore store = new TempStore(SettableTime.start())) {
      for (String text : List.of("a\u0000b", "日本語 🎉", "'; DROP TABLE message; --", "")) {
        store
            .database()
            .write(h -> h.execute("INSERT OR REPLACE INTO channel_start VALUES ('c', ?)", text));
        String read =
            store
                .database()
                .read(
                    h ->
                        h.createQuery("SELECT message_id FROM channel_start")
                            .mapTo(String.class)
                            .one());
        assertThat(read).isEqualTo(text);
      }
    }
  }

  private static void sql(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.createStatement().execute(sql);
    }
  }
}
