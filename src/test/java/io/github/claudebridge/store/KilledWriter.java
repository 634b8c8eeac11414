package io.github.claudebridge.store;

import io.github.claudebridge.testing.SettableTime;
import java.nio.file.Path;

/** Writes one row after the other and says which are acknowledged, until it is killed. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) {
    try (Database database = Database.open(Path.of(arguments[0]), SettableTime.start())) {
      for (int i = 0; i < 100_000; i++) {
        String row = Integer.toString(i);
        database.write(h -> h.execute("INSERT INTO channel_start VALUES (?, 'x')", row));
        System.out.println(i);
        System.out.flush();
      }
    }
  }
}
