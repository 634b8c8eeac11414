package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small parts of the commands. */
class PartsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void yamlKeepsWhatItDoesNotChange() {
    var yaml = "# top\na:\n  # about k\n  #k: old\n  other: 1\n\nb:\n  k: 2 # x\n";

    assertThat(YamlEdit.set(yaml, "a", "k", "\"9\""))
        .isEqualTo("# top\na:\n  # about k\n  k: \"9\"\n  other: 1\n\nb:\n  k: 2 # x\n");
    assertThat(YamlEdit.set(yaml, "b", "k", "3")).contains("#k: old", "\n  k: 3\n");
    assertThat(YamlEdit.set(yaml, "b", "new", "3")).endsWith("b:\n  new: 3\n  k: 2 # x\n");
    assertThat(YamlEdit.set(yaml, "c", "k", "3")).endsWith("\nc:\n  k: 3\n");
    assertThat(YamlEdit.set("a:\n  k:\n    - 1\n    - 2\n  l: 3\n", "a", "k", "[]"))
        .isEqualTo("a:\n  k: []\n  l: 3\n");
  }

  @Test
  void logTimesAreUnderstood() throws Exception {
    for (var line :
        List.of(
            "2026-11-21T09:59:00.123Z INFO x",
            "2026-11-21 09:59:00,123 INFO x",
            "[2026-11-21T10:59:00.123+0100] x")) {
      assertThat(LogLines.time(line, ZoneOffset.UTC))
          .as(line)
          .contains(Instant.parse("2026-11-21T09:59:00.123Z"));
    }
    assertThat(LogLines.time("\tat a.b.C", ZoneOffset.UTC)).isEmpty();
    assertThat(LogLines.since("90m", NOW, ZoneOffset.UTC)).isEqualTo("2026-11-21T08:30:00Z");
    assertThat(LogLines.since("2026-11-20", NOW, ZoneOffset.UTC)).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(LogLines.since("2026-11-21T09:15", NOW, ZoneOffset.UTC))
        .isEqualTo("2026-11-21T09:15:00Z");
    assertThatThrownBy(() -> LogLines.since("soon", NOW, ZoneOffset.UTC))
        .hasMessageContaining("soon");
  }

  @Test
  void newLogLinesTakeTheirFollowersAlong() {
    var seen = new ArrayList<String>();
    var lines = new LogLines(NOW, ZoneOffset.UTC, false, seen::add);
    lines.line("2026-11-21T09:00:00Z old");
    lines.line("  of the old");
    lines.line("2026-11-21T10:00:00Z new");
    lines.line("  of the new");
    assertThat(seen).containsExactly("2026-11-21T10:00:00Z new", "  of the new");
  }

  @Test
  void logIsFollowedIntoTheNextFile(@TempDir Path dir) throws Exception {
    var file = Files.writeString(dir.resolve("bridge.log"), "one\n");
    var seen = new CopyOnWriteArrayList<String>();
    var stop = new AtomicBoolean();
    var follow = new LogFollow(file, seen::add, () -> {});
    var done =
        CompletableFuture.runAsync(
            () -> {
              try {
                follow.follow(stop::get);
              } catch (java.io.IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
              }
            });
    Awaitility.await().until(() -> seen.contains("one"));

    Files.writeString(file, "tw", StandardOpenOption.APPEND);
    Files.writeString(file, "o\n", StandardOpenOption.APPEND);
    Awaitility.await().until(() -> seen.contains("two"));
    // Written to after it has lost its place, as far as a reader can tell.
    var old = Files.move(file, dir.resolve("bridge.log.1"));
    Files.writeString(old, "late\n", StandardOpenOption.APPEND);
    Files.writeString(file, "three\n");
    Awaitility.await().until(() -> seen.contains("three"));
    stop.set(true);
    done.join();

    assertThat(seen).containsExactly("one", "two", "late", "three");
  }

  @Test
  void typedLinesBecomeMessages() throws Exception {
    var input = new ChatInput(bytes("pasted one\npasted two\n"));
    assertThat(input.next()).startsWith("pasted one\npasted two");
    assertThat(input.next()).isNull();
  }

  @Test
  void eventsAreReadAndStrangeOnesPassedOver() throws Exception {
    var stream =
        new EventStream(
            bytes(
                ": hi\n\n"
                    + "event: post\n"
                    + "data: {\"id\":\n"
                    + "data: 1}\n\n"
                    + "data: nonsense\n\n"
                    + "event: x\n"
                    + "data: 2\n\n"));

    var first = stream.next();
    assertThat(first).isNotNull();
    assertThat(first.name()).isEqualTo("post");
    assertThat(first.value().path("id").asInt()).isEqualTo(1);
    var second = stream.next();
    assertThat(second).isNotNull();
    assertThat(second.name()).isEqualTo("x");
    assertThat(stream.next()).isNull();
  }

  @Test
  void doctorKnowsWhichTmuxIsTooOld() {
    assertThat(MachineCheck.recent("tmux 3.1c")).isFalse();
    assertThat(MachineCheck.recent("tmux 3.2")).isTrue();
    assertThat(MachineCheck.recent("tmux next-3.5")).isTrue();
    assertThat(MachineCheck.recent("tmux 10.1")).isTrue();
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
