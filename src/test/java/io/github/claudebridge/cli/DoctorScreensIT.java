package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.ClaudeInstall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vai doctor --screens} on the real Claude Code that the tests run. */
class DoctorScreensIT {
  @TempDir private Path project;

  @Test
  void theScreensOfTheInstalledVersionAreReadAndTheUsersHomeIsUntouched() throws Exception {
    Path claude = ClaudeInstall.required();
    Files.createDirectories(project.resolve("config"));
    Files.writeString(
        project.resolve("config/bridge.yaml"), "agents:\n  claude:\n    command: " + claude + "\n");
    Files.createDirectories(project.resolve(".claude"));
    Files.writeString(project.resolve(".claude.json"), "{}");

    VaiRun vai = new VaiRun(project);
    assertThat(vai.run("doctor", "--screens", "--json")).isZero();

    Map<String, String> found = new TreeMap<>();
    for (var each : Json.parse(vai.out())) {
      found.put(each.path("name").asText(), each.path("detail").asText());
    }
    for (String screen : new String[] {"key", "trust", "prompt", "model", "help", "login"}) {
      assertThat(found).containsEntry("screen " + screen, "read");
    }
    assertThat(found).containsEntry("screen transcript", "read").hasSize(9);
    assertThat(found.values()).noneMatch(detail -> detail.startsWith("differs"));
    assertThat(project.resolve(".claude")).isEmptyDirectory();
    assertThat(Files.readString(project.resolve(".claude.json"))).isEqualTo("{}");
    await().atMost(Duration.ofSeconds(20)).until(() -> left().isEmpty());
  }

  private static List<ProcessHandle> left() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(p -> p.info().commandLine().orElse("").contains("vai-screens")).toList();
    }
  }
}
