package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.ClaudeHome;
import io.github.claudebridge.testing.ClaudeInstall;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bridge is killed while the real Claude Code asks something: the dialog stays, and is answered
 * by keys in it once the bridge is back.
 */
class QuestionCrashIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final ModelStub model = ModelStub.start();
  private ClaudeHome home;
  private BridgeProcess bridge;

  @BeforeEach
  void open() throws Exception {
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
        new BridgeProcess(root, yaml.toString(), home.environment(), null)
            .bindings(
                """
                {"version": 1, "sessions": {"1": {"channel": "local-1", "name": "one",
                  "directory": "%s", "agent": "claude"}}}
                """
                    .formatted(home.project()));
    start();
  }

  @AfterEach
  void close() throws Exception {
    bridge.close();
    model.close();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(
                        p -> p.info().commandLine().orElse("").contains(home.home().toString())));
  }

  @Test
  void aPermission() throws Exception {
    Path gone = Files.createDirectory(home.project().resolve("gone"));
    model.script(ModelReply.spoken().bash("rm -rf ./gone"), ModelReply.text("it is gone"));
    askedAndKilled();
    answer("{\"choice\":\"session\"}");
    awaitPosts("it is gone");
    assertThat(gone).doesNotExist();
    assertThat(questions()).contains("\"state\":\"answered\"");
  }

  @Test
  void aNo() throws Exception {
    Path kept = Files.createDirectory(home.project().resolve("kept"));
    model.script(ModelReply.spoken().bash("rm -rf ./kept"));
    askedAndKilled();
    answer("{\"choice\":\"deny\"}");
    awaitState("idle");
    assertThat(kept).exists();
    assertThat(questions()).contains("\"state\":\"answered\"");
  }

  @Test
  void aChoiceByItsNumberAndInOwnWords() throws Exception {
    Map<String, Object> item =
        Map.of(
            "question", "Which colour?",
            "header", "Colour",
            "multiSelect", false,
            "options",
                List.of(
                    Map.of("label", "Red", "description", "r"),
                    Map.of("label", "Green", "description", "g")));
    Map<String, Object> input = Map.of("questions", List.of(item));
    model.script(
        ModelReply.spoken().tool("AskUserQuestion", input),
        ModelReply.text("green it is"),
        ModelReply.spoken().tool("AskUserQuestion", input),
        ModelReply.text("violet then"));
    askedAndKilled();
    answer("{\"choice\":\"2\"}");
    awaitPosts("green it is");
    assertThat(model.conversation().getLast().body().toString()).contains("Green");
    awaitState("idle");
    askedAndKilled();
    answer("{\"choice\":\"a pale violet\"}");
    awaitPosts("violet then");
    assertThat(model.conversation().getLast().body().toString()).contains("a pale violet");
  }

  @Test
  void anAgentThatWentWithTheBridgeIsAskedForNoMore() throws Exception {
    model.script(ModelReply.spoken().bash("rm -rf ./kept"));
    say();
    awaitState("waiting");
    bridge.kill();
    bridge.killTmux();
    start();
    await().atMost(PATIENCE).until(() -> questions().contains("\"state\":\"gone\""));
  }

  private void say() throws Exception {
    bridge.api().post("/v1/sessions/1/messages", "{\"text\":\"do it\"}");
  }

  /** The agent asks; the bridge is killed, and comes back to the dialog. */
  private void askedAndKilled() throws Exception {
    say();
    awaitState("waiting");
    assertThat(bridge.api().get("/v1/sessions/1/questions")).contains("\"state\":\"open\"");
    bridge.kill();
    bridge.start(null);
    awaitState("waiting");
    assertThat(bridge.api().get("/v1/sessions/1/questions"))
        .as(bridge.logs(20))
        .contains("\"state\":\"open\"");
  }

  private void answer(String choice) throws Exception {
    String answer = bridge.api().post("/v1/sessions/1/questions/next/answer", choice);
    assertThat(Json.parse(answer).path("state").asText())
        .as("%s%n%s", answer, bridge.tmux("capture-pane", "-p", "-t", "=claude-session-1:"))
        .isEqualTo("answered");
  }

  private String questions() throws Exception {
    return bridge.api().get("/v1/sessions/1/questions?all");
  }

  private void start() throws Exception {
    bridge.start(null);
    awaitState("idle");
  }

  private void awaitState(String state) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> bridge.api().get("/v1/sessions/1").contains("\"state\":\"" + state + "\""));
  }

  private void awaitPosts(String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> bridge.api().get("/v1/sessions/1/posts").contains(text));
  }
}
