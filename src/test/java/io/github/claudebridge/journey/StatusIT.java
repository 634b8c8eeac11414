package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.twin.TwinPost;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code /status}, asked in Discord of a bridge with a real Claude Code. */
class StatusIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void tellsAndShowsHowItIs() throws Exception {
    try (DiscordRig rig = new DiscordRig("monitor:\n  every: 1s\n  memory: 1\n  hold: 0s\n")) {
      rig.open();
      rig.awaitAnswered(rig.twin().say(CHANNEL, ANN, "hello"));
      await()
          .atMost(SOON)
          .until(
              () ->
                  Json.parse(rig.api().get("/v1/metrics?session=1")).path("samples").size() >= 6);
      TwinPost answer =
          rig.twin().slash(CHANNEL, ANN, "status", Map.of()).awaitReply(SOON);
      System.out.println(answer.content());
      assertThat(answer.ephemeral()).isTrue();
      assertThat(answer.content())
          .startsWith("Session 1 (dev): idle; 0 messages wait.")
          .containsPattern("It uses \\d+ MB of memory and \\d+ % of one core, in \\d+ processes")
          .containsPattern("Machine: CPU \\d+ %, memory \\d+ %, disk \\d+ %\\.")
          .contains("⚠️ Memory")
          .hasSizeLessThan(400);
      byte[] png = answer.attachments().getFirst().bytes();
      Files.write(Files.createDirectories(Path.of("target/pictures")).resolve("status.png"), png);
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(800);

      TwinPost none =
          rig.twin().slash(CHANNEL, ANN, "status", Map.of("session", "7")).awaitReply(SOON);
      assertThat(none.content()).contains("there is no session 7");
      assertThat(none.attachments()).isEmpty();
      TwinPost stranger =
          rig.twin().slash(CHANNEL, STRANGER, "status", Map.of()).awaitReply(SOON);
      assertThat(stranger.content()).isEqualTo("Not allowed.");
      assertThat(stranger.attachments()).isEmpty();

      JsonNode newest = Json.parse(rig.api().get("/v1/metrics?session=0")).path("samples");
      assertThat(newest.path(newest.size() - 1).path("gateway-ready").asInt()).isEqualTo(1);
      assertThat(rig.api().get("/metrics"))
          .containsPattern("claude_bridge_discord_answers_total\\{status=\"2xx\"} [1-9]");
      assertThat(rig.twin().violations()).isEmpty();
    }
  }
}
