package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.access.RecentLog;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vai logs} on files that the bridge's own logging has written, rolled over and packed. */
class LogsCommandTest {
  @TempDir private Path project;
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private Path logs;

  @BeforeEach
  void open() throws Exception {
    logs = project.resolve("logs");
    context.setMDCAdapter(mdc);
    context.putProperty("bridge.logs", logs.toString());
    context.putProperty("bridge.log.size", "10KB");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    mdc.put("session", "1");
  }

  @AfterEach
  void close() {
    context.stop();
  }

  @Test
  void anEntryIsAnObjectWithItsKeys() throws Exception {
    var log = context.getLogger("io.github.claudebridge.Some");
    log.atInfo()
        .addKeyValue("message", "123456789012345678")
        .addKeyValue("reason", "it said \"no\" - level=error\nand so on")
        .log("a message is failed - session=9 rung=answered");
    log.error("broken", new IllegalStateException("on purpose"));
    context.stop();
    VaiRun vai = new VaiRun(project);
    assertThat(vai.run("logs", "1", "--json")).isZero();
    List<JsonNode> entries = objects(vai.out());
    assertThat(entries).hasSize(2);
    JsonNode first = entries.getFirst();
    assertThat(first.path("level").asText()).isEqualTo("info");
    assertThat(first.path("logger").asText()).isEqualTo("Some");
    assertThat(first.path("session").asText()).isEqualTo("1");
    assertThat(first.path("message").asText()).isEqualTo("123456789012345678");
    assertThat(first.path("reason").asText())
        .isEqualTo("it said \"no\" - level=error\nand so on");
    assertThat(first.path("words").asText())
        .isEqualTo("a message is failed - session=9 rung=answered");
    assertThat(first.has("rung")).as("words are no keys").isFalse();
    assertThat(entries.getLast().path("trace").asText())
        .startsWith("java.lang.IllegalStateException: on purpose\n\tat ");
    assertThat(RecentLog.lines()).anyMatch(l -> l.contains(" Some session=1 - broken\n"));
  }

  @Test
  void whatWasRolledOverAndPackedIsShownToo() throws Exception {
    int written = fill("first", 0);
    context.stop();
    assertThat(packed()).isNotEmpty();
    assertThat(Files.size(logs.resolve("session_1.log"))).isLessThan(60_000);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(logs.resolve("session_1.log"))))
        .isEqualTo("rw-------");
    VaiRun all = new VaiRun(project);
    assertThat(all.run("logs", "1", "--since", "1h")).isZero();
    assertThat(numbers(all.out())).isEqualTo(IntStream.range(0, written).boxed().toList());
    VaiRun last = new VaiRun(project);
    assertThat(last.run("logs", "1", "--since", "1h", "--json", "-n", "3")).isZero();
    assertThat(objects(last.out())).hasSize(3);
  }

  @Test
  void aLogIsFollowedWhileItIsRolledOver() throws Exception {
    context.getLogger("a.Some").info("line 0 begin");
    List<String> seen = new CopyOnWriteArrayList<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (LogFollow follow = new LogFollow(logs.resolve("session_1.log"), seen::add, () -> {})) {
      CompletableFuture<Void> done =
          CompletableFuture.runAsync(
              () -> {
                try {
                  follow.follow(stop::get);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> seen.size() == 1);
      int written = fill("line", 1);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(numbers(String.join("\n", seen)))
                      .isEqualTo(IntStream.range(0, written).boxed().toList()));
      stop.set(true);
      done.join();
    }
  }

  @Test
  void aFileThatChangesPlacesAtAnyMomentIsReadOn() throws Exception {
    Path file = logs.resolve("session_9.log");
    int rounds = 400;
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < rounds; i++) {
                  Files.writeString(file, "line " + i + "\n");
                  Files.move(file, logs.resolve("old"), StandardCopyOption.REPLACE_EXISTING);
                }
                Files.writeString(file, "the end\n");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    List<String> seen = new CopyOnWriteArrayList<>();
    try (LogFollow follow = new LogFollow(file, seen::add, () -> {})) {
      while (!writing.isDone()) {
        follow.read();
      }
      writing.join();
      follow.read();
    }
    assertThat(seen).endsWith("the end").doesNotHaveDuplicates();
  }

  /** Logs until a part is packed, and some more; how many lines there are. */
  private int fill(String word, int from) {
    var log = context.getLogger("a.Some");
    int[] next = {from};
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              mdc.put("session", "1"); // of this thread, which is not ours
              for (int i = 0; i < 20; i++) {
                log.info("line {} {}", next[0]++, word + "x".repeat(100));
              }
              return !packed().isEmpty();
            });
    log.info("line {} {}", next[0]++, word);
    return next[0];
  }

  private List<Path> packed() throws IOException {
    try (var files = Files.list(logs)) {
      return files
          .filter(f -> f.toString().matches(".*/session_1\\.[\\d-]+\\.\\d+\\.log\\.gz"))
          .toList();
    }
  }

  private static List<Integer> numbers(String out) {
    return out.lines()
        .map(l -> Integer.valueOf(l.replaceAll(".* - line (\\d+) .*", "$1")))
        .toList();
  }

  private static List<JsonNode> objects(String out) throws Exception {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : out.lines().toList()) {
      objects.add(Json.parse(line));
    }
    return objects;
  }
}
