package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.ModelRequest;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people and models do about questions, for the journeys. */
record QuestionSteps(DiscordRig rig) {
  private static final Duration SOON = Duration.ofSeconds(25);

  /** Where Claude Code wants the plan to be written, as it tells the model. */
  static String planFile(ModelRequest request) {
    Matcher file =
        Pattern.compile("/[^\\s\"`]+/plans/[A-Za-z0-9-]+\\.md").matcher(request.body().toString());
    assertThat(file.find()).as("a plan file in %s", request.body()).isTrue();
    return file.group();
  }

  void atTerminal(String key) throws Exception {
    // Claude Code is deaf to keys for the first moment of a dialog, so it is pressed until it
    // counts.
    String before = rig.screen();
    await()
        .pollInterval(Duration.ofMillis(700))
        .atMost(SOON)
        .until(
            () -> {
              if (rig.screen().contains("❯ 1.")) {
                rig.bridge().tmux("send-keys", "-t", "=claude-session-1:", key);
                return false;
              }
              return !rig.screen().equals(before);
            });
  }

  static Map<String, Object> item(String question, boolean several, String... labels) {
    return Map.of(
        "question", question,
        "header", "Pick",
        "multiSelect", several,
        "options",
            java.util.Arrays.stream(labels)
                .map(l -> Map.of("label", l, "description", "about " + l))
                .toList());
  }

  @SafeVarargs
  static ModelReply ask(Map<String, Object>... items) {
    return ModelReply.spoken().tool("AskUserQuestion", Map.of("questions", List.of(items)));
  }

  TwinPost awaitEnded(TwinPost question, String words) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              TwinPost now = now(question);
              assertThat(now.content()).contains(words);
              assertThat(now.components()).isEmpty();
            });
    return now(question);
  }

  TwinPost now(TwinPost post) {
    return rig.twin().posts(CHANNEL).stream()
        .filter(p -> p.id().equals(post.id()))
        .findFirst()
        .orElseThrow();
  }

  /** The id of what to press below a post, by the word in it. */
  static String press(TwinPost post, String what) {
    return post.buttonIds().stream()
        .filter(id -> id.startsWith("q:" + what + ":"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + what + " below " + post));
  }

  List<String> contents() {
    return rig.twin().posts(CHANNEL).stream().map(TwinPost::content).toList();
  }
}
