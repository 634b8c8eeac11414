package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.ClaudeHome;
import io.github.claudebridge.testing.ClaudeInstall;
import io.github.claudebridge.testing.ModelStub;
import io.github.claudebridge.testing.SocketHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Without Discord: the local chat, the real tmux and the real Claude Code. */
class LocalJourneyIT {
  @Test
  void aMessageIsAnsweredWithoutAnyAccount() throws Exception {
    Path claude = ClaudeInstall.required();
    Path root = Files.createTempDirectory("cdb");
    try (ModelStub model = ModelStub.start()) {
      ClaudeHome home = ClaudeHome.untrusted(root, model.uri());
      StringBuilder env = new StringBuilder();
      home.environment()
          .forEach(
              (k, v) -> {
                if (!k.equals("PATH") && !k.equals("TERM"))
                  env.append("      ").append(k).append(": \"").append(v).append("\"\n");
              });
      String yaml = "agents:\n  claude:\n    command: " + claude + "\n    env:\n" + env;
      try (BridgeRig rig =
          new BridgeRig(root, yaml, home.environment(), null)
              .bindings(
                  "{\"version\":1,\"sessions\":{\"1\":{\"channel\":\"local-1\",\"name\":\"one\",\"directory\":\""
                      + home.project()
                      + "\",\"agent\":\"claude\"}}}")
              .open()) {
        SocketHttp http = new SocketHttp(rig.layout().socket());
        assertThat(
                http.post(
                    "/v1/sessions/1/messages", "{\"text\":\"hello there\",\"author\":\"ann\"}"))
            .contains("\"rung\"");
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  JsonNode posts = Json.parse(http.get("/v1/sessions/1/posts"));
                  assertThat(posts.toString()).contains("ECHO: hello there");
                });
        await()
            .atMost(Duration.ofSeconds(5))
            .untilAsserted(
                () -> assertThat(http.get("/v1/sessions/1/messages")).contains("answered"));
        System.out.println(http.get("/v1/sessions/1/messages"));
        System.out.println(http.get("/v1/sessions/1/posts"));
        System.out.println(http.get("/v1/health"));
      }
    }
  }
}
