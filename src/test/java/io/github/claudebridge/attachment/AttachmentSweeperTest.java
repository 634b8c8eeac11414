package io.github.claudebridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.ByteSize;
import io.github.claudebridge.config.Settings;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentSweeperTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path root;
  @TempDir Path elsewhere;

  @Test
  void theOldGoAndTheYoungStay() throws Exception {
    var old = file("session_1/old", 10, Duration.ofDays(31));
    var kept = file("session_1/kept", 10, Duration.ofDays(29));
    var abandoned = file("session_2/.x.part", 10, Duration.ofMinutes(11));
    var running = file("session_2/.y.part", 10, Duration.ofMinutes(9));
    assertThat(sweep()).isEqualTo(2);
    assertThat(old).doesNotExist();
    assertThat(abandoned).doesNotExist();
    assertThat(kept).exists();
    assertThat(running).exists();
  }

  @Test
  void theOldestOfASessionGoWhenItKeepsTooMuch() throws Exception {
    var first = file("session_1/c", 60, Duration.ofHours(3));
    var second = file("session_1/a", 50, Duration.ofHours(2));
    var third = file("session_1/b", 40, Duration.ofHours(1));
    var other = file("session_2/d", 90, Duration.ofHours(9));
    assertThat(sweep()).isEqualTo(1);
    assertThat(first).doesNotExist();
    assertThat(second).exists();
    assertThat(third).exists();
    assertThat(other).exists();
  }

  @Test
  void theYoungStayHoweverMuchTheyAre() throws Exception {
    file("session_1/a", 200, Duration.ofMinutes(9));
    file("session_1/b", 200, Duration.ZERO);
    assertThat(sweep()).isZero();
  }

  @Test
  void linksAndForeignDirectoriesAreLeftAlone() throws Exception {
    var outside =
        age(Files.write(elsewhere.resolve("session_file"), new byte[500]), Duration.ofDays(99));
    file("session_1/x", 1, Duration.ZERO);
    var link = Files.createSymbolicLink(root.resolve("session_1/link"), outside);
    Files.createSymbolicLink(root.resolve("session_9"), elsewhere);
    var foreign = file("other/old", 10, Duration.ofDays(99));
    assertThat(sweep()).isZero();
    assertThat(outside).exists();
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(foreign).exists();
  }

  private int sweep() throws Exception {
    var limits =
        new Settings.Attachments(
            new ByteSize(1), Duration.ZERO, 1, 1, Duration.ofDays(30), new ByteSize(100));
    return new AttachmentSweeper(root, limits, InstantSource.fixed(NOW)).sweep();
  }

  private Path file(String name, int size, Duration old) throws Exception {
    var path = root.resolve(name);
    Files.createDirectories(path.getParent());
    return age(Files.write(path, new byte[size]), old);
  }

  private static Path age(Path path, Duration old) throws Exception {
    return Files.setLastModifiedTime(path, FileTime.from(NOW.minus(old)));
  }
}
