package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinPost;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A question that nobody answers: who asked is reminded, and in the end it is denied. */
class QuestionTimesJourneyIT {
  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new DiscordRig("questions:\n  remind-after: 2s\n  expire-after: 6s\n");
    rig.open();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void whoAskedIsRemindedAndThenItIsDenied() throws Exception {
    rig.model().script(ModelReply.spoken().bash("rm -rf ./kept"), ModelReply.text("left alone"));
    String asked = rig.twin().say(CHANNEL, ANN, "remove it");
    TwinPost question = rig.awaitPost("rm -rf ./kept");
    TwinPost reminder = rig.awaitPost("still waits for an answer");
    assertThat(reminder.content()).contains("<@" + ANN + ">");
    assertThat(rig.twin().bodies())
        .filteredOn(b -> b.body().path("content").asText().contains("still waits"))
        .isNotEmpty()
        .allSatisfy(
            b -> {
              JsonNode allowed = b.body().path("allowed_mentions");
              assertThat(allowed.path("parse").isArray()).isTrue();
              assertThat(allowed.path("parse")).isEmpty();
              assertThat(allowed.path("roles")).isEmpty();
              assertThat(allowed.path("users").toString()).isEqualTo("[\"" + ANN + "\"]");
            });
    rig.awaitPost("left alone");
    rig.awaitAnswered(asked);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        rig.twin().posts(CHANNEL).stream()
                            .filter(p -> p.id().equals(question.id()))
                            .findFirst()
                            .orElseThrow()
                            .content())
                    .contains("Nobody answered in time: denied"));
    assertThat(rig.model().conversation().getLast().body().toString())
        .contains("Nobody answered in time");
  }
}
