package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.ClaudeHome;
import io.github.claudebridge.testing.ClaudeInstall;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Claude Code gets each message once, or the channel is told, whatever is killed. */
class ClaudeCrashIT {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final ModelStub model = ModelStub.start();
  private final CountDownLatch held = new CountDownLatch(1);
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
  }

  @AfterEach
  void close() throws Exception {
    held.countDown();
    Optional<ProcessHandle> agent = agent();
    bridge.close();
    await().atMost(PATIENCE).until(() -> agent.map(a -> !a.isAlive()).orElse(true));
    model.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "typist.after-intent",
        "engine.after-paste",
        "engine.after-enter",
        "typist.after-typed",
        "typist.after-proof",
        "turn.after-answered",
      })
  void aCrashInTheMiddleOfADeliveryNeitherLosesNorDoublesIt(String failpoint) throws Exception {
    start(failpoint);
    // Enter waits for several lines to be seen; fewer are given with it, in one piece.
    String first = "the first words\nof a text with 日本語" + more(failpoint);
    post(first); // the bridge may be gone before it answers
    assertThat(bridge.awaitEnd(PATIENCE)).as(bridge.logs(30)).hasValue(137);
    start(null);
    awaitRung(1, "answered");
    say("and then");
    awaitRung(2, "answered");
    assertThat(asked(first)).isEqualTo(1);
    assertThat(asked("and then")).isEqualTo(1);
    String posts = bridge.api().get("/v1/sessions/1/posts");
    assertThat(posts.split("ECHO: the first words", -1)).as(posts).hasSize(2);
    assertThat(posts.split("ECHO: and then", -1)).as(posts).hasSize(2);
    System.out.printf(
        "F02 killed at %s: 2 prompts, 2 at the model, 2 posted, 0 twice%n", failpoint);
  }

  private static String more(String failpoint) {
    return failpoint.equals("engine.after-paste") ? "\nand more,\nand the last" : "";
  }

  @Test
  void whatAKilledAgentWorkedOnIsToldAndTheNextIsAnswered() throws Exception {
    workOn("never finished");
    agent().orElseThrow().destroyForcibly();
    askedAndWentOn();
  }

  @Test
  void whatWasWorkedOnInAKilledTmuxServerIsToldAndTheNextIsAnswered() throws Exception {
    workOn("never finished");
    assertThat(bridge.killTmux()).isTrue();
    askedAndWentOn();
  }

  @Test
  void bridgeAndAgentKilledTogether() throws Exception {
    workOn("never finished");
    bridge.kill();
    agent().orElseThrow().destroyForcibly();
    start(null);
    askedAndWentOn();
  }

  private void workOn(String text) throws Exception {
    model.script(ModelReply.spoken().holdUntil(held).text("too late"));
    start(null);
    say(text);
    await().atMost(PATIENCE).until(() -> asked(text) == 1);
    awaitRung(1, "accepted");
  }

  private void askedAndWentOn() throws Exception {
    awaitRung(1, "undecided");
    assertThat(bridge.api().get("/v1/sessions/1/posts")).contains("The agent ended while");
    say("and then");
    awaitRung(2, "answered");
    assertThat(asked("and then")).isEqualTo(1);
    System.out.println("F04 killed at work: 1 told as undecided, the next one answered, 0 twice");
  }

  private void start(String failpoint) throws Exception {
    bridge.start(failpoint);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> bridge.api().get("/v1/sessions/1").contains("\"state\":\"idle\"")
            || !bridge.alive());
  }

  private void say(String text) throws Exception {
    assertThat(post(text)).contains("rung");
  }

  private String post(String text) throws Exception {
    return bridge
        .api()
        .post(
            "/v1/sessions/1/messages",
            Json.write(Json.object().put("text", text).put("author", "ann")));
  }

  /** Waits until the n-th message is on a rung. */
  private void awaitRung(int n, String rung) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(rungs())
                    .as(() -> screen() + bridge.logs(30))
                    .hasSizeGreaterThanOrEqualTo(n)
                    .element(n - 1)
                    .isEqualTo(rung));
  }

  private List<String> rungs() throws Exception {
    JsonNode all = Json.parse(bridge.api().get("/v1/sessions/1/messages"));
    return all.findValuesAsText("rung").reversed();
  }

  private String screen() {
    try {
      return bridge.tmux("capture-pane", "-p", "-t", "=claude-session-1:");
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  /** In how many requests a text is the newest that a person said. */
  private long asked(String text) {
    return model.conversation().stream().filter(r -> text.equals(r.lastUserText())).count();
  }

  private Optional<ProcessHandle> agent() throws IOException {
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
    }
  }
}
