package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.TranscriptLine;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.Sent;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Claude Code does is shown in Discord while it does it. */
@Timeout(180)
class LiveJourneyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SILENT = 4096;

  private final CountDownLatch go = new CountDownLatch(1);
  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig(Verbosity.NORMAL);
    Files.createDirectories(rig.home().project().resolve(".claude"));
    Files.writeString(
        rig.home().project().resolve(".claude/settings.json"),
        "{\"env\":{\"CLAUDE_CODE_ENABLE_TODO_TOOLS\":\"1\",\"CLAUDE_CODE_ENABLE_TASKS\":\"1\"},"
            + "\"permissions\":{\"allow\":[\"Bash(*)\",\"Write\",\"Edit\",\"Read\",\"TaskCreate\","
            + "\"TaskUpdate\",\"TodoWrite\"]}}");
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    go.countDown();
    try {
      assertThat(rig.twin().violations()).isEmpty();
      assertThat(rig.twin().rateLimited()).isEmpty();
      nobodyIsPinged();
    } finally {
      rig.close();
    }
  }

  /** Whatever was posted, edited or answered: only who is named in allowed_mentions is pinged. */
  private void nobodyIsPinged() {
    List<Sent> said = rig.twin().bodies().stream().filter(b -> b.body().has("content")).toList();
    assertThat(said).isNotEmpty();
    assertThat(said)
        .allSatisfy(
            b -> {
              JsonNode allowed = b.body().path("allowed_mentions");
              assertThat(allowed.path("parse").isArray()).as(b.toString()).isTrue();
              assertThat(allowed.path("parse")).as(b.toString()).isEmpty();
              assertThat(allowed.path("users")).as(b.toString()).isEmpty();
              assertThat(allowed.path("roles")).as(b.toString()).isEmpty();
              assertThat(allowed.path("replied_user").asBoolean()).as(b.toString()).isFalse();
            });
  }

  private List<String> contents() {
    return rig.twin().posts(CHANNEL).stream().map(TwinPost::content).toList();
  }

  private void awaitContents(String... texts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(contents()).hasSize(texts.length)
            .zipSatisfy(List.of(texts), (is, should) -> assertThat(is).matches("(?s)" + should)));
  }

  @Test
  void aToolTurnIsShownAsItHappensAndFoldedIntoOneLine() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    rig.model()
        .script(
            ModelReply.spoken().bash("sleep 7; echo slept"),
            ModelReply.spoken()
                .write(rig.home().project() + "/made.txt", "one\n"),
            ModelReply.spoken()
                .heldText(
                    "The first paragraph.\n\nThe second paragraph.\n\n", written, "The end."));
    String asked = rig.twin().say(CHANNEL, ANN, "work");
    TwinPost live = rig.awaitPost(p -> p.content().contains("**Bash** `sleep 7; echo slept`"));
    assertThat(live.flags() & SILENT).as("it makes no sound").isEqualTo(SILENT);
    assertThat(live.content()).containsPattern("<t:\\d+:R>");
    assertThat(rig.api().get("/v1/sessions/1/live")).contains("\"tool\":\"Bash\"");
    TwinPost streaming = rig.awaitPost(p -> p.content().contains("The first paragraph."));
    assertThat(streaming.id()).as("one post, edited in place").isEqualTo(live.id());
    assertThat(streaming.edits()).isPositive();
    assertThat(streaming.content()).contains("2 tools · 1 file changed");
    written.countDown();
    rig.awaitAnswered(asked);
    awaitContents(
        "The first paragraph\\.\n\nThe second paragraph\\.\n\nThe end\\.",
        "-# ✅ \\d+ s · 2 tools · 1 file changed · ↓ \\d+ tokens · < \\$0\\.01");
    assertThat(rig.twin().posts(CHANNEL).getFirst().replyTo()).isEqualTo(asked);
    assertThat(rig.twin().posts(CHANNEL).getFirst().flags() & SILENT)
        .as("an answer is heard")
        .isZero();
  }

  /** What the footer adds up is what Claude Code itself writes down when it ends. */
  @Test
  void theCostIsThatOfClaudeCodeWithItsSubAgents() throws Exception {
    rig.model()
        .answer(
            r ->
                r.lastUserText().contains("look into it")
                    ? ModelReply.text("the sub-agent's answer")
                    : r.body().toString().contains("tool_result")
                        ? ModelReply.text("done with that")
                        : ModelReply.spoken()
                            .tool(
                                "Agent",
                                Map.of(
                                    "description", "look around",
                                    "prompt", "look into it",
                                    "subagent_type", "general-purpose")));
    rig.twin().say(CHANNEL, ANN, "Use the sub");
    rig.awaitPost(p -> p.content().contains("done with that"));
    rig.awaitPost(p -> p.content().matches("-# ✅ .*↓ \\d+ tokens · < \\$0\\.01"));
    rig.awaitState("idle");
    rig.api().post("/v1/sessions/1/stop", "{}");
    List<Path> records;
    try (Stream<Path> all = Files.walk(rig.home().home().resolve(".claude/projects"))) {
      records = all.filter(f -> f.toString().endsWith(".jsonl")).toList();
    }
    assertThat(records).as("the main one and the sub-agent's").hasSizeGreaterThan(1);
    Map<String, Double> dollars = new HashMap<>();
    double told = 0;
    for (Path record : records) {
      for (String line : Files.readAllLines(record)) {
        for (TranscriptLine each : TranscriptLine.parse(line)) {
          if (each instanceof TranscriptLine.Usage usage) {
            assertThat(usage.dollars()).as(line).isNotNull();
            dollars.merge(usage.messageId(), usage.dollars(), Math::max);
          }
        }
        if (line.contains("\"cost-state\"")) {
          told = Json.parse(line).path("totalCostUSD").asDouble();
        }
      }
    }
    assertThat(told).isPositive();
    assertThat(dollars.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(told, within(1e-9));
  }

  /** It is idle for a moment when the sub-agent is done, then gives itself a prompt (2.1.329). */
  @Test
  void aSubAgentInTheBackgroundIsOneTurnToTheReader() throws Exception {
    rig.model()
        .answer(
            r -> {
              String asked = r.lastUserText();
              String all = r.body().path("messages").toString();
              if (asked.contains("look into it")) {
                return ModelReply.spoken().holdUntil(go).text("the sub-agent's answer");
              } else if (asked.contains("meanwhile")) {
                return ModelReply.text("the answer to the other");
              } else if (all.contains("<task-notification>")) {
                return ModelReply.text("the sub-agent is done");
              } else if (all.contains("tool_result")) {
                return ModelReply.text("it looks around");
              }
              return ModelReply.spoken()
                  .tool(
                      "Agent",
                      Map.of(
                          "description", "look around",
                          "prompt", "look into it",
                          "subagent_type", "general-purpose"));
            });
    String asked = rig.twin().say(CHANNEL, ANN, "Use the sub");
    rig.awaitPost("it looks around");
    String other = rig.twin().say(CHANNEL, ANN, "meanwhile");
    await().until(() -> rig.api().get("/v1/sessions/1/queue").contains("meanwhile"));
    go.countDown();
    rig.awaitAnswered(other);
    rig.awaitAnswered(asked);
    awaitContents(
        "it looks around",
        "the sub-agent is done",
        "-# ✅ \\d+ s · 1 tool · ↓ \\d+ tokens · < \\$0\\.01",
        "the answer to the other");
    List<TwinPost> posts = rig.twin().posts(CHANNEL);
    assertThat(posts.getFirst().replyTo()).isEqualTo(asked);
    assertThat(posts.getLast().replyTo()).isEqualTo(other);
  }

  @Test
  void theToDoListIsShown() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken()
                .tool("TaskCreate", Map.of("subject", "Read the code", "description", "d"))
                .tool("TaskCreate", Map.of("subject", "Write *tests*", "description", "d")),
            ModelReply.spoken()
                .tool("TaskUpdate", Map.of("taskId", "1", "status", "completed"))
                .tool("TaskUpdate", Map.of("taskId", "2", "status", "in_progress")),
            ModelReply.spoken().holdUntil(go).text("ok"));
    String asked = rig.twin().say(CHANNEL, ANN, "plan");
    TwinPost live = rig.awaitPost(p -> p.content().contains("📋 1 of 2 done"));
    assertThat(live.content()).contains("▶️ **Write \\*tests\\***");
    go.countDown();
    rig.awaitAnswered(asked);
    awaitContents("ok", "-# ✅ .*4 tools.*");
  }

  @Test
  void theStopButtonStopsTheTurnAndKeepsTheQueue() throws Exception {
    rig.model().script(ModelReply.spoken().holdUntil(go).text("never"));
    rig.twin().say(CHANNEL, ANN, "one");
    TwinPost live = rig.awaitPost(p -> p.components().toString().contains("stop:"));
    String second = rig.twin().say(CHANNEL, ANN, "two");
    TwinPost with = rig.awaitPost(p -> p.components().toString().contains("now:" + second));
    assertThat(with.content()).contains("📥 1 waiting");
    String stop = id(live, "stop:");
    TwinInteraction refused = rig.twin().click(live.id(), STRANGER, stop);
    assertThat(refused.awaitReply(PATIENCE).content()).isEqualTo("Not allowed.");
    TwinInteraction clicked = rig.twin().click(live.id(), ANN, stop);
    assertThat(clicked.awaitReply(PATIENCE).content()).startsWith("⏹️ Stopped.");
    rig.awaitAnswered(second);
    await().atMost(PATIENCE).until(() -> contents().contains("ECHO: two"));
    assertThat(contents()).anyMatch(t -> t.startsWith("-# ⏹️"));
    assertThat(contents()).noneMatch(t -> t.contains("💭"));
  }

  @Test
  void sendNowStopsTheTurnAndSendsTheMessageThatWaits() throws Exception {
    rig.model().script(ModelReply.spoken().holdUntil(go).text("never"));
    rig.twin().say(CHANNEL, ANN, "one");
    rig.awaitState("working");
    String second = rig.twin().say(CHANNEL, ANN, "two");
    TwinPost live = rig.awaitPost(p -> p.components().toString().contains("now:" + second));
    TwinInteraction clicked = rig.twin().click(live.id(), ANN, "now:" + second);
    assertThat(clicked.awaitReply(PATIENCE).content()).startsWith("⏩");
    rig.awaitPost("ECHO: two");
  }

  @Test
  void everythingPostsEachCallAndTheLevelIsChosenInChat() throws Exception {
    TwinInteraction chosen =
        rig.twin().slash(CHANNEL, ANN, "verbosity", Map.of("level", "everything"));
    assertThat(chosen.awaitReply(PATIENCE).content()).contains("everything");
    rig.model()
        .script(
            ModelReply.spoken().bash("echo one; echo two"),
            ModelReply.spoken().bash("echo '<@" + ANN + "> @everyone'; exit 3"),
            ModelReply.text("Both ran, <@" + ANN + ">, @everyone."));
    String asked = rig.twin().say(CHANNEL, ANN, "run them");
    rig.awaitAnswered(asked);
    awaitContents(
        "✓ \\*\\*Bash\\*\\* `echo one; echo two` → `two`\n✗ \\*\\*Bash\\*\\* `echo .*",
        "Both ran, .*",
        "-# ✅ .*2 tools.*");
    TwinInteraction told = rig.twin().slash(CHANNEL, ANN, "verbosity", Map.of());
    assertThat(told.awaitReply(PATIENCE).content()).contains("everything");
    assertThat(Json.parse(rig.api().get("/v1/sessions/1/live")).path("verbosity").asText())
        .isEqualTo("everything");
  }

  @Test
  void aPostThatSomebodyDeletedIsMadeAnew() throws Exception {
    rig.model()
        .script(ModelReply.spoken().bash("sleep 3"), ModelReply.spoken().holdUntil(go).text("ok"));
    String asked = rig.twin().say(CHANNEL, ANN, "work");
    TwinPost live = rig.awaitPost(p -> p.components().toString().contains("stop:"));
    rig.twin().delete(live.id());
    rig.awaitPost(p -> p.content().contains("1 tool") && !p.id().equals(live.id()));
    go.countDown();
    rig.awaitAnswered(asked);
    awaitContents("ok", "-# ✅ .*1 tool.*");
  }

  @Test
  void aRestartGoesOnInTheSamePost() throws Exception {
    rig.model()
        .script(ModelReply.spoken().bash("sleep 6"), ModelReply.spoken().holdUntil(go).text("ok"));
    String asked = rig.twin().say(CHANNEL, ANN, "work");
    TwinPost live = rig.awaitPost(p -> p.components().toString().contains("stop:"));
    rig.bridge().stop();
    assertThat(contents()).singleElement().asString().startsWith("⏸️ The bridge is away");
    rig.bridge().open();
    rig.awaitPost(p -> p.id().equals(live.id()) && !p.content().startsWith("⏸️"));
    go.countDown();
    rig.awaitAnswered(asked);
    awaitContents("ok", "-# ✅ .*the bridge was restarted meanwhile");
  }

  private static String id(TwinPost post, String prefix) {
    return post.buttonIds().stream()
        .filter(id -> id.startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }
}
