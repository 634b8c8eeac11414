package io.github.claudebridge.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The real Claude Code in one session of the real bridge, each a process that can be killed. */
public final class ClaudeRig implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  public final ModelStub model = ModelStub.start();
  public final ClaudeHome home;
  public final BridgeProcess bridge;

  /** Everything set up, and nothing started. */
  public ClaudeRig(String moreYaml) throws Exception {
    Path claude = ClaudeInstall.required();
    Path root = Files.createTempDirectory("cdb");
    home = ClaudeHome.untrusted(root, model.uri());
    StringBuilder yaml =
        new StringBuilder("agents:\n  claude:\n    command: " + claude + "\n    env:\n");
    home.environment()
        .forEach(
            (name, value) -> {
              if (!List.of("PATH", "TERM").contains(name)) {
                yaml.append("      ").append(name).append(": \"").append(value).append("\"\n");
              }
            });
    bridge =
        new BridgeProcess(root, yaml + moreYaml, home.environment(), null)
            .bindings(
                """
                {"version": 1, "sessions": {"1": {"channel": "local-1", "name": "one",
                  "directory": "%s", "agent": "claude"}}}
                """
                    .formatted(home.project()));
  }

  /** Starts the bridge, and waits until its session takes prompts. */
  public void start() throws Exception {
    bridge.start(null);
    awaitIdle();
  }

  /** Starts a bridge that ends itself somewhere, and waits until it takes prompts or is gone. */
  public void start(String failpoint) throws Exception {
    bridge.start(failpoint);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> session().path("state").asText().equals("idle") || !bridge.alive());
  }

  public void awaitIdle() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> session().path("state").asText().equals("idle"));
  }

  /** The session, as the bridge tells of it. */
  public JsonNode session() throws Exception {
    return Json.parse(bridge.api().get("/v1/sessions/1"));
  }

  /** Says something, and returns the message's id. */
  public String say(String text) throws Exception {
    return Json.parse(
            bridge
                .api()
                .post(
                    "/v1/sessions/1/messages",
                    Json.write(Json.object().put("text", text).put("author", "ann"))))
        .path("id")
        .asText();
  }

  /** Waits until a message is on a rung. */
  public void awaitRung(String id, String rungs) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptions()
        .until(
            () -> {
              for (JsonNode each : Json.parse(bridge.api().get("/v1/sessions/1/messages"))) {
                if (each.path("id").asText().equals(id)) {
                  return each.path("rung").asText().matches(rungs);
                }
              }
              return false;
            });
  }

  /** What was posted. */
  public String posts() throws Exception {
    return bridge.api().get("/v1/sessions/1/posts");
  }

  /** How the recoveries went, oldest first. */
  public JsonNode recoveries() throws Exception {
    return Json.parse(bridge.api().get("/v1/sessions/1/recovery"));
  }

  /** The running Claude Code. */
  public Optional<ProcessHandle> agent() {
    Path sessions = home.home().resolve(".claude/sessions");
    if (!Files.isDirectory(sessions)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(sessions)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.matches("\\d+\\.json"))
          .flatMap(f -> ProcessHandle.of(Long.parseLong(f.replace(".json", ""))).stream())
          .filter(ProcessHandle::isAlive)
          .findFirst();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills the agent with signal 9, and waits until it is gone. */
  public void killAgent() {
    ProcessHandle agent = agent().orElseThrow();
    agent.destroyForcibly();
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !agent.isAlive());
  }

  /** What stands on the agent's screen, or why that cannot be seen. */
  public String screen() {
    try {
      return bridge.tmux("capture-pane", "-p", "-t", "=claude-session-1:");
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws Exception {
    Optional<ProcessHandle> agent = agent();
    bridge.close();
    await().atMost(PATIENCE).until(() -> agent.map(a -> !a.isAlive()).orElse(true));
    model.close();
  }
}
