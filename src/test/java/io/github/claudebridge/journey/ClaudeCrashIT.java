package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.ClaudeRig;
import io.github.claudebridge.testing.ModelReply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Claude Code gets each message once, or the channel is told, whatever is killed. */
class ClaudeCrashIT {
  private final CountDownLatch held = new CountDownLatch(1);
  private ClaudeRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClaudeRig("");
  }

  @AfterEach
  void close() throws Exception {
    held.countDown();
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "typist.after-intent",
        "engine.after-paste",
        "engine.after-enter",
        "typist.after-typed",
        "typist.after-proof",
        "turn.after-begin",
        "turn.after-known",
        "turn.after-answered",
        "turn.after-end",
      })
  void aCrashInTheMiddleOfADeliveryNeitherLosesNorDoublesIt(String failpoint) throws Exception {
    rig.start(failpoint);
    // Enter waits for several lines to be seen; fewer are given with it, in one piece.
    String first = "the first words\nof a text with 日本語" + more(failpoint);
    post(first); // the bridge may be gone before it answers
    assertThat(rig.bridge.awaitEnd(ClaudeRig.PATIENCE)).as(rig.bridge.logs(30)).hasValue(137);
    rig.start();
    awaitRung(1, "answered");
    say("and then");
    awaitRung(2, "answered");
    assertThat(asked(first)).isEqualTo(1);
    assertThat(asked("and then")).isEqualTo(1);
    String posts = rig.posts();
    assertThat(posts.split("ECHO: the first words", -1)).as(posts).hasSize(2);
    assertThat(posts.split("ECHO: and then", -1)).as(posts).hasSize(2);
    System.out.printf(
        "F02 killed at %s: 2 prompts, 2 at the model, 2 posted, 0 twice%n", failpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"turn.after-known", "turn.after-idle", "turn.after-answered", "turn.after-end"})
  void anInterruptionIsToldOnceWhereverTheBridgeIsKilled(String failpoint) throws Exception {
    boolean written = failpoint.equals("turn.after-known"); // only if it had begun with something
    rig.model.script(
        written
            ? ModelReply.spoken().heldText("its first words\n\n", held, "too late")
            : ModelReply.spoken().holdUntil(held).text("too late"));
    rig.start(failpoint);
    say("never finished");
    await().atMost(ClaudeRig.PATIENCE).until(() -> asked("never finished") == 1);
    awaitRung(1, "accepted");
    if (written) {
      await().atMost(ClaudeRig.PATIENCE).until(() -> rig.screen().contains("its first words"));
    }
    rig.bridge.api().post("/v1/sessions/1/interrupt", "{}");
    assertThat(rig.bridge.awaitEnd(ClaudeRig.PATIENCE)).as(rig.bridge.logs(30)).hasValue(137);
    rig.start();
    awaitRung(1, "answered");
    say("and then");
    awaitRung(2, "answered");
    String posts = rig.posts();
    assertThat(posts.split("Interrupted", -1)).as(posts).hasSize(2);
    System.out.printf("F02 killed at %s of an interruption: told once%n", failpoint);
  }

  @Test
  void whatIsTypedAtTheTerminalIsShownOnceIfTheBridgeIsKilledAtIt() throws Exception {
    rig.start("turn.after-begin");
    rig.bridge.tmux("send-keys", "-t", "=claude-session-1:", "-l", "from the terminal");
    rig.bridge.tmux("send-keys", "-t", "=claude-session-1:", "Enter");
    assertThat(rig.bridge.awaitEnd(ClaudeRig.PATIENCE)).as(rig.bridge.logs(30)).hasValue(137);
    rig.start();
    say("and then");
    awaitRung(1, "answered");
    String posts = rig.posts();
    assertThat(posts.split("> from the terminal", -1)).as(posts).hasSize(2);
    assertThat(posts.split("ECHO: from the terminal", -1)).as(posts).hasSize(2);
  }

  private static String more(String failpoint) {
    return failpoint.equals("engine.after-paste") ? "\nand more,\nand the last" : "";
  }

  @Test
  void whatAKilledAgentWorkedOnIsToldAndTheNextIsAnswered() throws Exception {
    workOn("never finished");
    rig.agent().orElseThrow().destroyForcibly();
    askedAndWentOn();
  }

  @Test
  void whatWasWorkedOnInAKilledTmuxServerIsToldAndTheNextIsAnswered() throws Exception {
    workOn("never finished");
    assertThat(rig.bridge.killTmux()).isTrue();
    askedAndWentOn();
  }

  @Test
  void bridgeAndAgentKilledTogether() throws Exception {
    workOn("never finished");
    rig.bridge.kill();
    rig.agent().orElseThrow().destroyForcibly();
    rig.start();
    askedAndWentOn();
  }

  private void workOn(String text) throws Exception {
    rig.model.script(ModelReply.spoken().holdUntil(held).text("too late"));
    rig.start();
    say(text);
    await().atMost(ClaudeRig.PATIENCE).until(() -> asked(text) == 1);
    awaitRung(1, "accepted");
  }

  private void askedAndWentOn() throws Exception {
    awaitRung(1, "undecided");
    assertThat(rig.posts()).contains("The agent ended while");
    say("and then");
    awaitRung(2, "answered");
    assertThat(asked("and then")).isEqualTo(1);
    System.out.println("F04 killed at work: 1 told as undecided, the next one answered, 0 twice");
  }

  private void say(String text) throws Exception {
    assertThat(post(text)).contains("rung");
  }

  private String post(String text) throws Exception {
    return rig.bridge
        .api()
        .post(
            "/v1/sessions/1/messages",
            Json.write(Json.object().put("text", text).put("author", "ann")));
  }

  /** Waits until the n-th message is on a rung. */
  private void awaitRung(int n, String rung) {
    await()
        .atMost(ClaudeRig.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(rungs())
                    .as(() -> rig.screen() + rig.bridge.logs(30))
                    .hasSizeGreaterThanOrEqualTo(n)
                    .element(n - 1)
                    .isEqualTo(rung));
  }

  private List<String> rungs() throws Exception {
    JsonNode all = Json.parse(rig.bridge.api().get("/v1/sessions/1/messages"));
    return all.findValuesAsText("rung").reversed();
  }

  /** In how many requests a text is the newest that a person said. */
  private long asked(String text) {
    return rig.model.conversation().stream().filter(r -> text.equals(r.lastUserText())).count();
  }
}
