package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.BEN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the real Claude Code asks is answered from Discord, or at the terminal, whoever is first. */
class QuestionJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig("questions:\n  remind-after: 0s\n");
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    try {
      assertThat(rig.twin().violations()).isEmpty();
    } finally {
      rig.close();
    }
  }

  @Test
  void aPermissionIsGivenFromDiscord() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./gone"), ModelReply.text("it is gone"));
    Files.createDirectory(rig.home().project().resolve("gone"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./gone");
    assertThat(question.replyTo()).isEqualTo(asked);
    assertThat(question.content()).contains("**Bash**", rig.home().project().toString());
    rig.twin().click(question.id(), ANN, press(question, "once"));
    rig.awaitAnswered(asked);
    rig.awaitPost("it is gone");
    assertThat(rig.home().project().resolve("gone")).doesNotExist();
    TwinPost ended = awaitEnded(question, "allowed once");
    assertThat(ended.content()).contains("<@" + ANN + ">", "Discord");
    assertThat(contents()).noneMatch(c -> c.contains("vai attach"));
    assertThat(Files.readString(rig.bridge().layout().audit()))
        .contains("question.answer", ANN);
  }

  private TwinPost awaitEnded(TwinPost question, String words) {
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

  private TwinPost now(TwinPost post) {
    return rig.twin().posts(CHANNEL).stream()
        .filter(p -> p.id().equals(post.id()))
        .findFirst()
        .orElseThrow();
  }

  /** The id of what to press below a post, by the word in it. */
  private static String press(TwinPost post, String what) {
    return post.components().findValuesAsText("custom_id").stream()
        .filter(id -> id.startsWith("q:" + what + ":"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + what + " below " + post));
  }

  private List<String> contents() {
    return rig.twin().posts(CHANNEL).stream().map(TwinPost::content).toList();
  }
}
