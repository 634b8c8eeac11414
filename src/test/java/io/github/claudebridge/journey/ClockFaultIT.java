package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.DemoAgent;
import io.github.claudebridge.testing.SocketHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** F06: somebody sets the clock, forwards and back, while messages are under way. */
class ClockFaultIT {
  static final List<Duration> JUMPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(-2),
          Duration.ofHours(24),
          Duration.ofHours(-48),
          Duration.ofHours(25));

  private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);

  @Test
  void nothingIsLostDoubledOrTakenForAHang() throws Exception {
    Path root = Files.createTempDirectory("cdb");
    Path home = Files.createDirectories(root.resolve("home"));
    Path work = Files.createDirectories(root.resolve("work"));
    String yaml =
        "agents:\n  claude:\n    command: "
            + DemoAgent.script(root)
            + "\n    env:\n      HOME: \""
            + home
            + "\"\nrecovery:\n  hang-after: 20s\n";
    Map<String, String> host =
        Map.of("HOME", home.toString(), "PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8");
    try (BridgeRig rig =
        new BridgeRig(root, yaml, host, null)
            .bindings(
                "{\"version\":1,\"sessions\":{\"1\":{\"channel\":\"local-1\",\"name\":\"one\","
                    + "\"directory\":\"" + work + "\",\"agent\":\"claude\"}}}")
            .clock(() -> Instant.now().plus(off.get()))
            .open()) {
      SocketHttp http = new SocketHttp(rig.layout().socket());
      List<String> said = new ArrayList<>();
      for (int i = 0; i < JUMPS.size() * 4; i++) {
        String word = "word-%02d".formatted(i);
        said.add(word);
        http.post(
            "/v1/sessions/1/messages",
            Json.write(
                Json.object()
                    .put("text", (i % 4 == 1 ? "pause 1500 " : "echo ") + word)
                    .put("author", "ann")));
        if (i % 4 == 1) { // while the agent works on it
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> http.get("/v1/sessions/1").contains("\"state\":\"working\""));
          off.updateAndGet(before -> before.plus(JUMPS.get(said.size() / 4)));
        }
      }
      await()
          .atMost(Duration.ofSeconds(120))
          .untilAsserted(() -> assertThat(answers(http)).hasSize(said.size()));
      assertThat(answers(http)).containsExactlyElementsOf(said);
      assertThat(http.get("/v1/sessions/1/recovery")).as("no false alarm").isEqualTo("[]");
      JsonNode messages = Json.parse(http.get("/v1/sessions/1/messages"));
      assertThat(messages.findValuesAsText("rung")).hasSize(said.size()).containsOnly("answered");
      System.out.printf(
          "F06 clock set %d times, by %s: %d messages, each answered once, in order%n",
          JUMPS.size(), JUMPS, said.size());
    }
  }

  private static List<String> answers(SocketHttp http) throws Exception {
    List<String> words = new ArrayList<>();
    for (JsonNode post : Json.parse(http.get("/v1/sessions/1/posts?limit=200"))) {
      if (post.path("kind").asText().equals("answer")) {
        words.add(post.path("text").asText().lines().findFirst().orElse(""));
      }
    }
    return words;
  }
}
