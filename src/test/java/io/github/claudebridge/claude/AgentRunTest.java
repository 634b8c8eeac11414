package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pane's wrapper, in a real tmux on a socket of its own. */
class AgentRunTest {
  private static final Path RUN = Path.of("bin/agent-run").toAbsolutePath();
  private @TempDir Path dir;

  @BeforeEach
  void start() throws Exception {
    tmux("-f", "/dev/null", "new-session", "-d", "-s", "keep", "cat");
  }

  @AfterEach
  void stop() throws Exception {
    tmux("kill-server");
  }

  @Test
  void recordsTheCodeTheTimeAndTheLastScreen() throws Exception {
    long before = System.nanoTime();
    pane("sh -c 'echo last words; exit 7'");
    assertThat(code()).isEqualTo("7");
    assertThat(dir.resolve("end.screen")).content().startsWith("last words\n");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    try (var files = Files.list(dir)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("end"))).hasSize(2);
    }
  }

  @Test
  void killSessionEndsBoth() throws Exception {
    pane("sh -c 'echo $$ >" + dir + "/pid; exec sleep 1000'");
    Awaitility.await().until(() -> Files.exists(dir.resolve("pid")) && !pid().isEmpty());
    var child = ProcessHandle.of(Long.parseLong(pid())).orElseThrow();
    tmux("kill-session", "-t", "=agent");
    assertThat(code()).isEqualTo("129");
    assertThat(child.onExit().get(5, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void theKeyboardBelongsToTheProgram() throws Exception {
    pane(
        "sh -c 'trap \"echo stopped; exit 9\" INT;"
            + " read -r x; echo got $x; read -r y; echo went on'");
    tmux("send-keys", "-t", "=agent:", "typed", "Enter");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(tmux("capture-pane", "-p", "-t", "=agent:")).contains("got typed"));
    tmux("send-keys", "-t", "=agent:", "C-c");
    assertThat(code()).isEqualTo("9");
    assertThat(dir.resolve("end.screen")).content().contains("stopped");
  }

  @Test
  void aTermToTheWrapperReachesTheProgram() throws Exception {
    pane("sleep 1000");
    long wrapper =
        Long.parseLong(tmux("display-message", "-p", "-t", "=agent:", "#{pane_pid}").strip());
    Awaitility.await()
        .until(() -> ProcessHandle.of(wrapper).orElseThrow().children().findAny().isPresent());
    ProcessHandle.of(wrapper).orElseThrow().destroy();
    assertThat(code()).isEqualTo("143");
  }

  @Test
  void aProgramThatDoesNotExistIs127() throws Exception {
    pane("/does/not/exist");
    assertThat(code()).isEqualTo("127");
    assertThat(dir.resolve("end.screen")).content().contains("/does/not/exist");
  }

  private void pane(String command) throws Exception {
    tmux(
        "new-session",
        "-d",
        "-s",
        "agent",
        "-x",
        "80",
        "-y",
        "20",
        "-e",
        "CLAUDE_BRIDGE_EXIT=" + dir.resolve("end"),
        "exec " + RUN + " " + command);
  }

  private String code() throws Exception {
    Path code = dir.resolve("end.code");
    Awaitility.await().until(() -> Files.exists(code) && Files.size(code) > 0);
    return Files.readString(code).strip();
  }

  private String pid() throws IOException {
    return Files.readString(dir.resolve("pid")).strip();
  }

  private String tmux(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", dir.resolve("s").toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return said;
  }
}
