package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The log of a session of a real bridge, followed by the real {@code bin/vai} as it is written. */
class LogsIT {

  @Test
  void aMessageIsSeenOnItsWay() throws Exception {
    Path root = Files.createTempDirectory("cdl");
    Path home = Files.createDirectories(root.resolve("home"));
    Map<String, String> host = new LinkedHashMap<>();
    host.put("HOME", home.toString());
    host.put("PATH", System.getenv("PATH"));
    host.put("LANG", "C.UTF-8");
    host.put("CLAUDE_CONFIG_DIR", home.resolve(".claude").toString());
    String yaml =
        "sessions:\n  agent: demo\nagents:\n  demo:\n    command: "
            + Path.of("bin/demo-agent").toAbsolutePath()
            + "\n";
    try (BridgeProcess bridge = new BridgeProcess(root, yaml, host, null)) {
      bridge.warmedUp().start(null);
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> bridge.api().get("/v1/sessions/1").contains("\"state\":\"idle\""));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bridge.logs(200).contains("- warmed up in"));
      assertThat(bridge.api().get("/v1/sessions/1/posts")).isEqualTo("[]");
      Path project = bridge.layout().project();
      ProcessBuilder vai =
          new ProcessBuilder(
                  "bin/vai", "--project", project.toString(), "logs", "1", "-f", "--json")
              .redirectErrorStream(true);
      vai.environment().keySet().removeIf(name -> name.startsWith("CLAUDE_BRIDGE"));
      Process follow = vai.start();
      List<String> seen = new CopyOnWriteArrayList<>();
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  new BufferedReader(
                          new InputStreamReader(follow.getInputStream(), StandardCharsets.UTF_8))
                      .lines()
                      .forEach(seen::add));
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> !seen.isEmpty());
        JsonNode sent =
            Json.parse(
                bridge.api().post("/v1/sessions/1/messages", "{\"text\":\"echo my words\"}"));
        String id = sent.path("id").asText();
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(seen)
                        .anyMatch(line -> has(line, "message", id) && has(line, "rung", "answered"))
                        .anyMatch(line -> has(line, "end", "done") && has(line, "session", "1"))
                        .anyMatch(line -> has(line, "kind", "answer")));
        assertThat(seen).noneMatch(line -> line.contains("my words"));
      } finally {
        follow.destroy();
        follow.waitFor();
      }
      try (var logs = Files.list(bridge.layout().logs())) {
        assertThat(logs)
            .allSatisfy(
                file ->
                    assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------"));
      }
    }
  }

  private static boolean has(String line, String key, String value) {
    try {
      return Json.parse(line).path(key).asText().equals(value);
    } catch (io.github.claudebridge.json.BadJsonException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
