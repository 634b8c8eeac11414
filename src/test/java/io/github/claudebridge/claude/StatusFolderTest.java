package io.github.claudebridge.claude;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFolderTest {
  private @TempDir Path config;
  private FolderWatch watch;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final StatusFolder.Listener listener =
      new StatusFolder.Listener() {
        @Override
        public void changed(AgentStatus status) {
          heard.add(status);
        }

        @Override
        public void gone(long pid) {
          heard.add(pid);
        }
      };

  @BeforeEach
  void open() throws Exception {
    watch = FolderWatch.open();
  }

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void hearsOfChangesWithinFiftyMilliseconds() throws Exception {
    Path sessions = Files.createDirectories(config.resolve("sessions"));
    Files.writeString(sessions.resolve("7.json"), json(7, "idle"));
    try (var folder = new StatusFolder(config, watch, listener)) {
      assertThat(next().state()).isEqualTo(AgentStatus.State.IDLE);
      var delays = new ArrayList<Long>();
      for (int i = 0; i < 20; i++) {
        String state = i % 2 == 0 ? "busy" : "waiting";
        long before = System.nanoTime();
        Files.writeString(sessions.resolve("7.json"), json(7, state));
        assertThat(next().state().name()).isEqualToIgnoringCase(state);
        delays.add((System.nanoTime() - before) / 1_000_000);
      }
      delays.sort(null);
      assertThat(delays.get(10)).as("median of %s", delays).isLessThan(50);
      assertThat(folder.current(7)).get().extracting(AgentStatus::pid).isEqualTo(7L);
      Files.delete(sessions.resolve("7.json"));
      assertThat(heard.poll(5, SECONDS)).isEqualTo(7L);
      assertThat(folder.current(7)).isEmpty();
    }
  }

  @Test
  void waitsForAFolderThatDoesNotExistYet() throws Exception {
    Path deep = config.resolve("a/b/c");
    try (var folder = new StatusFolder(deep, watch, listener)) {
      Files.createDirectories(deep.resolve("sessions"));
      Files.writeString(deep.resolve("sessions/9.json"), json(9, "idle"));
      assertThat(next().pid()).isEqualTo(9);
      Files.writeString(deep.resolve("sessions/9.json"), json(9, "busy"));
      assertThat(next().state()).isEqualTo(AgentStatus.State.BUSY);
      assertThat(folder.all()).hasSize(1);
    }
  }

  @Test
  void survivesTheFolderBeingDeletedAndMadeAgain() throws Exception {
    Path sessions = Files.createDirectories(config.resolve("sessions"));
    Files.writeString(sessions.resolve("7.json"), json(7, "idle"));
    try (var folder = new StatusFolder(config, watch, listener)) {
      next();
      Files.delete(sessions.resolve("7.json"));
      Files.delete(sessions);
      assertThat(heard.poll(5, SECONDS)).isEqualTo(7L);
      Files.createDirectories(sessions);
      Files.writeString(sessions.resolve("8.json"), json(8, "idle"));
      assertThat(next().pid()).isEqualTo(8);
      assertThat(folder.current(8)).isPresent();
    }
  }

  @Test
  void readsAHalfWrittenFileAgain() throws Exception {
    Path file = Files.createDirectories(config.resolve("sessions")).resolve("7.json");
    try (var folder = new StatusFolder(config, watch, listener)) {
      String whole = json(7, "idle");
      Files.writeString(file, whole.substring(0, 10));
      assertThat(heard.poll(150, MILLISECONDS)).isNull();
      Files.writeString(file, whole);
      assertThat(next().pid()).isEqualTo(7);
      Files.writeString(file.resolveSibling("notes.txt"), "x");
      Files.writeString(file.resolveSibling("8.json"), json(9, "idle"));
      assertThat(heard.poll(150, MILLISECONDS)).isNull();
      assertThat(folder.all()).hasSize(1);
    }
  }

  @Test
  void aFloodEndsInTheLastState() throws Exception {
    Path sessions = Files.createDirectories(config.resolve("sessions"));
    try (var folder = new StatusFolder(config, watch, listener)) {
      for (int i = 0; i < 3_000; i++) {
        Files.writeString(sessions.resolve(i % 50 + 1 + ".json"), json(i % 50 + 1, "busy"));
      }
      for (int pid = 1; pid <= 50; pid++) {
        Files.writeString(sessions.resolve(pid + ".json"), json(pid, "idle"));
      }
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(folder.all()).hasSize(50);
                assertThat(folder.all()).allMatch(s -> s.state() == AgentStatus.State.IDLE);
              });
    }
  }

  private AgentStatus next() throws InterruptedException {
    Object said = heard.poll(5, SECONDS);
    assertThat(said).isInstanceOf(AgentStatus.class);
    return (AgentStatus) said;
  }

  private static String json(long pid, String status) {
    return "{\"pid\":%d,\"sessionId\":\"b5161afb\",\"status\":\"%s\"}".formatted(pid, status);
  }
}
