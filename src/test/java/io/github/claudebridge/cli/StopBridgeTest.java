package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopBridgeTest {
  private ShellProject project;

  @BeforeEach
  void copy(@TempDir Path dir) throws Exception {
    project = new ShellProject(dir).link("curl").fake("tmux", "exit 1");
  }

  @Test
  void nothingRunningIsFine() throws Exception {
    var result = project.run("", Map.of(), "stop-bridge.sh");

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("is not running");
    assertThat(project.run("", Map.of(), "stop-bridge.sh", "3").out())
        .contains("session 3: does not run");
  }

  @Test
  void asksTheBridgeToEndAndSeesItsEnd() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    try (var bridge = new BridgeStandIn(project.socket())) {
      bridge.answer("GET /v1/health", 200, "{\"ready\":true,\"pid\":" + process.pid() + "}");
      bridge.answer(
          "POST /v1/shutdown",
          call -> {
            process.destroy();
            return new BridgeStandIn.Answer(200, "{}");
          });

      var result = project.run("", Map.of(), "stop-bridge.sh", "--all");

      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out()).contains("The bridge is stopped", "No session runs any more");
      assertThat(bridge.calls().getLast().body())
          .isEqualTo("{\"sessions\":null,\"endSessions\":true}");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsABridgeThatDoesNotAnswer() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    try {
      record(process.pid() + " " + begun(process.pid()));

      var result = project.run("", Map.of(), "stop-bridge.sh");

      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(project.root().resolve("run/bridge.pid")).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void leavesAnotherProcessWithTheSameIdAlone() throws Exception {
    var process = new ProcessBuilder("sleep", "60").start();
    try {
      record(process.pid() + " 1");

      var result = project.run("", Map.of(), "stop-bridge.sh");

      assertThat(result.out()).contains("is not running");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsOnlyTheSessionsThatAreNamed() throws Exception {
    try (var bridge = new BridgeStandIn(project.socket())) {
      bridge.answer("GET /v1/health", 200, "{\"ready\":true,\"pid\":1}");
      bridge.answer("POST /v1/sessions/2/stop", 200, "{}");

      var result = project.run("", Map.of(), "stop-bridge.sh", "2", "3");

      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).contains("session 2: stopped");
      assertThat(result.err()).contains("session 3: no such thing");
    }
  }

  @Test
  void withoutBridgeSessionsEndByTheirExactName() throws Exception {
    project.fake("tmux", "echo \"$*\" >> '" + project.root() + "/tmux.log'");

    var result = project.run("", Map.of(), "stop-bridge.sh", "1");

    assertThat(result.out()).contains("session 1: stopped");
    assertThat(project.root().resolve("tmux.log"))
        .content()
        .contains("-L claude-bridge kill-session -t =claude-session-1");
  }

  @Test
  void wrongUseIsTold() throws Exception {
    assertThat(project.run("", Map.of(), "stop-bridge.sh", "--all", "2").exit()).isEqualTo(2);
    assertThat(project.run("", Map.of(), "stop-bridge.sh", "two").exit()).isEqualTo(2);
    assertThat(project.run("", Map.of(), "stop-bridge.sh", "--help").out()).contains("Examples:");
  }

  private void record(String line) throws Exception {
    Files.createDirectories(project.root().resolve("run"));
    Files.writeString(project.root().resolve("run/bridge.pid"), line + "\n");
  }

  /** When a process began, in the words of the scripts. */
  private String begun(long pid) throws Exception {
    Files.writeString(
        project.root().resolve("begun.sh"), ". \"${0%/*}/bin/lib.sh\"; started_at \"$1\"\n");
    return project.run("", Map.of(), "begun.sh", Long.toString(pid)).out();
  }
}
