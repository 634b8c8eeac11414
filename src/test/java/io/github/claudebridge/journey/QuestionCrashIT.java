package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.ClaudeRig;
import io.github.claudebridge.testing.ModelReply;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private ClaudeRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClaudeRig("");
    rig.start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
    await()
        .atMost(ClaudeRig.PATIENCE)
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(
                        p ->
                            p.info()
                                .commandLine()
                                .orElse("")
                                .contains(rig.home.home().toString())));
  }

  @Test
  void aPermission() throws Exception {
    Path gone = Files.createDirectory(rig.home.project().resolve("gone"));
    rig.model.script(ModelReply.spoken().bash("rm -rf ./gone"), ModelReply.text("it is gone"));
    askedAndKilled();
    answer("{\"choice\":\"session\"}");
    awaitPosts("it is gone");
    assertThat(gone).doesNotExist();
    assertThat(questions()).contains("\"state\":\"answered\"");
  }

  @Test
  void aNo() throws Exception {
    Path kept = Files.createDirectory(rig.home.project().resolve("kept"));
    rig.model.script(ModelReply.spoken().bash("rm -rf ./kept"));
    askedAndKilled();
    answer("{\"choice\":\"deny\"}");
    rig.awaitIdle();
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
    rig.model.script(
        ModelReply.spoken().tool("AskUserQuestion", input),
        ModelReply.text("green it is"),
        ModelReply.spoken().tool("AskUserQuestion", input),
        ModelReply.text("violet then"));
    askedAndKilled();
    answer("{\"choice\":\"2\"}");
    awaitPosts("green it is");
    assertThat(rig.model.conversation().getLast().body().toString()).contains("Green");
    rig.awaitIdle();
    askedAndKilled();
    answer("{\"choice\":\"a pale violet\"}");
    awaitPosts("violet then");
    assertThat(rig.model.conversation().getLast().body().toString()).contains("a pale violet");
  }

  @Test
  void anAgentThatWentWithTheBridgeIsAskedForNoMore() throws Exception {
    rig.model.script(ModelReply.spoken().bash("rm -rf ./kept"));
    rig.say("do it");
    awaitState("waiting");
    rig.bridge.kill();
    rig.bridge.killTmux();
    rig.start();
    await().atMost(ClaudeRig.PATIENCE).until(() -> questions().contains("\"state\":\"gone\""));
  }

  /** The agent asks; the bridge is killed, and comes back to the dialog. */
  private void askedAndKilled() throws Exception {
    rig.say("do it");
    awaitState("waiting");
    assertThat(rig.bridge.api().get("/v1/sessions/1/questions")).contains("\"state\":\"open\"");
    rig.bridge.kill();
    rig.bridge.start(null);
    awaitState("waiting");
    assertThat(rig.bridge.api().get("/v1/sessions/1/questions"))
        .as(rig.bridge.logs(20))
        .contains("\"state\":\"open\"");
  }

  private void answer(String choice) throws Exception {
    String answer = rig.bridge.api().post("/v1/sessions/1/questions/next/answer", choice);
    assertThat(Json.parse(answer).path("state").asText())
        .as("%s%n%s", answer, rig.screen())
        .isEqualTo("answered");
  }

  private String questions() throws Exception {
    return rig.bridge.api().get("/v1/sessions/1/questions?all");
  }

  private void awaitState(String state) {
    await()
        .atMost(ClaudeRig.PATIENCE)
        .ignoreExceptions()
        .until(() -> rig.session().path("state").asText().equals(state));
  }

  private void awaitPosts(String text) {
    await()
        .atMost(ClaudeRig.PATIENCE)
        .ignoreExceptions()
        .until(() -> rig.posts().contains(text));
  }
}
