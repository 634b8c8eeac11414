package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.ClaudeHome;
import io.github.claudebridge.testing.ClaudeInstall;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelStub;
import io.github.claudebridge.testing.TmuxServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real Claude Code works on where its bridge is frozen or dead, and nothing of it is lost. */
class FrozenBridgeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private BridgeProcess bridge;

  @AfterEach
  void close() throws Exception {
    bridge.close();
  }

  /** F16. */
  @Test
  void anAgentIsNotHeldUpByABridgeThatIsFrozenOrDead() throws Exception {
    Path root = Files.createTempDirectory("cdo");
    try (ModelStub model = ModelStub.start()) {
      ClaudeHome home = ClaudeHome.trusted(root, model.uri());
      StringBuilder env = new StringBuilder();
      Map<String, String> own = new LinkedHashMap<>(home.environment());
      own.keySet().removeAll(List.of("PATH", "TERM"));
      own.forEach((k, v) -> env.append("      ").append(k).append(": \"").append(v).append("\"\n"));
      String yaml =
          "agents:\n  claude:\n    command: " + ClaudeInstall.required() + "\n    env:\n" + env;
      bridge =
          new BridgeProcess(root, yaml, home.environment(), null)
              .bindings(
                  "{\"version\":1,\"sessions\":{\"1\":{\"channel\":\"local-1\",\"name\":\"one\",\"directory\":\""
                      + home.project()
                      + "\",\"agent\":\"claude\"}}}");
      bridge.start(null);
      bridge.api().awaitState(1, "idle");
      long pid = Json.parse(bridge.api().get("/v1/health")).path("pid").asLong();
      TmuxServer.signal("STOP", pid);
      long frozen;
      Path kept = Files.createFile(home.project().resolve("kept"));
      try {
        frozen = Math.min(typed("said to a frozen bridge"), typed("said to it again"));
        model.script(ModelReply.spoken().bash("rm -rf ./kept"), ModelReply.text("so it stays"));
        type("remove it");
        await().atMost(PATIENCE).until(() -> screen().contains("Do you want to proceed?"));
      } finally {
        TmuxServer.signal("CONT", pid);
      }
      await()
          .atMost(PATIENCE)
          .until(() -> bridge.api().get("/v1/sessions/1/posts").contains("ECHO: said to a frozen"));
      String asked = "/v1/sessions/1/questions";
      await().atMost(PATIENCE).until(() -> bridge.api().get(asked).contains("rm -rf ./kept"));
      assertThat(kept).as("nobody's silence is a yes").exists();
      bridge.api().post(asked + "/next/answer", "{\"choice\":\"deny\"}");
      await().atMost(PATIENCE).until(() -> screen().contains("so it stays"));
      assertThat(kept).exists();
      bridge.kill();
      long dead = typed("said to a dead bridge");
      System.out.printf(
          "F16 a turn without the bridge: %d ms frozen, %d ms dead; both answers posted afterwards%n",
          frozen, dead);
      bridge.start(null);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> bridge.api().get("/v1/sessions/1/posts").contains("ECHO: said to a dead"));
      assertThat(dead).isLessThan(15_000);
      assertThat(frozen - dead)
          .as("what a frozen bridge costs a turn, in ms: 300 for each of its hooks in a row")
          .isLessThan(2_000);
    }
  }

  /** Types at the terminal, and waits until the agent's answer stands there; in milliseconds. */
  private long typed(String text) throws Exception {
    long from = System.nanoTime();
    type(text);
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> screen().contains("ECHO: " + text));
    return (System.nanoTime() - from) / 1_000_000;
  }

  private void type(String text) throws Exception {
    bridge.tmux("send-keys", "-t", "=claude-session-1:", "-l", text);
    bridge.tmux("send-keys", "-t", "=claude-session-1:", "Enter");
  }

  private String screen() throws Exception {
    return bridge.tmux("capture-pane", "-p", "-t", "=claude-session-1:");
  }
}
