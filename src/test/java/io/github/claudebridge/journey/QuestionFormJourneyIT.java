package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.DiscordRig;
import io.github.claudebridge.testing.ModelReply;
import io.github.claudebridge.testing.twin.TwinInteraction;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool's server asks for a form to be filled in, and a person fills it in from Discord. */
class QuestionFormJourneyIT {
  private static final Duration SOON = Duration.ofSeconds(25);

  /** A tool's server in a few lines: its one tool asks for a name and an age, and tells the answer. */
  private static final String SERVER =
      """
      #!/bin/bash
      while IFS= read -r line; do
        id=$(sed -nE 's/.*"id":("[^"]*"|[0-9]+).*/\\1/p' <<<"$line")
        case "$line" in
          *'"method":"initialize"'*)
            echo '{"jsonrpc":"2.0","id":'"$id"',"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"rig","version":"1"}}}' ;;
          *'"method":"tools/list"'*)
            echo '{"jsonrpc":"2.0","id":'"$id"',"result":{"tools":[{"name":"ask_user","description":"asks","inputSchema":{"type":"object","properties":{}}}]}}' ;;
          *'"method":"tools/call"'*)
            call=$id
            echo '{"jsonrpc":"2.0","id":"form","method":"elicitation/create","params":{"message":"Who are you?","requestedSchema":{"type":"object","properties":{"name":{"type":"string","title":"Name"},"age":{"type":"integer","title":"Age"}},"required":["name","age"]}}}' ;;
          *'"id":"form"'*)
            text=$(sed 's/["\\]/\\\\&/g' <<<"$line")
            echo '{"jsonrpc":"2.0","id":'"$call"',"result":{"content":[{"type":"text","text":"'"$text"'"}]}}' ;;
        esac
      done
      """;

  @TempDir private Path folder;
  private DiscordRig rig;

  @BeforeEach
  void open() throws Exception {
    Path server = Files.writeString(folder.resolve("server.sh"), SERVER);
    Path config =
        Files.writeString(
            folder.resolve("mcp.json"),
            "{\"mcpServers\":{\"rig\":{\"command\":\"bash\",\"args\":[\"" + server + "\"]}}}");
    rig =
        new DiscordRig(
            "    args: [\"--mcp-config=" + config + "\", \"--allowedTools=mcp__rig__ask_user\"]\n");
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
  void aFormIsFilledIn() throws Exception {
    rig.model()
        .script(
            ModelReply.spoken().tool("mcp__rig__ask_user", Map.of()), ModelReply.text("nice to meet you"));
    String asked = rig.twin().say(CHANNEL, ANN, "ask me");
    TwinPost form = rig.awaitPost("Who are you?");
    assertThat(form.content()).contains("**rig**", "**Age** – a whole number");
    String fill = id(form, "fill");
    TwinInteraction first = rig.twin().click(form.id(), ANN, fill);
    assertThat(first.awaitAcknowledged(SOON)).isTrue();
    TwinInteraction bad =
        rig.twin().submit(first, ANN, Map.of("field-0", "Ann", "field-1", "old enough"));
    await()
        .atMost(SOON)
        .until(() -> bad.replies().stream().anyMatch(p -> p.content().contains("whole number")));
    TwinInteraction second = rig.twin().click(form.id(), ANN, fill);
    assertThat(second.awaitAcknowledged(SOON)).isTrue();
    rig.twin().submit(second, ANN, Map.of("field-0", "Ann", "field-1", "37"));
    rig.awaitPost("nice to meet you");
    rig.awaitAnswered(asked);
    assertThat(rig.model().conversation().getLast().body().toString())
        .contains("accept")
        .contains("37");
  }

  private static String id(TwinPost post, String what) {
    return post.components().findValuesAsText("custom_id").stream()
        .filter(id -> id.startsWith("q:" + what + ":"))
        .findFirst()
        .orElseThrow();
  }
}
