package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.demo.ScriptedAgent;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.SocketHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** F06: somebody sets the clock, forwards and back, while messages are under way. */
class ClockFaultIT {
  private static final List<Duration> JUMPS =
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
    Path agent = root.resolve("agent.sh");
    Files.writeString(
        agent,
        ScriptedAgent.command().stream()
            .map(w -> w.equals(System.getProperty("java.class.path")) ? BridgeProcess.classPath() : w)
            .map(w -> "'" + w + "'")
            .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n")));
    Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx------"));
    String yaml =
        "agents:\n  claude:\n    command: "
            + agent
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
                Json.object().put("text", (i % 4 == 1 ? "pause 1500 " : "echo ") + word).put("author", "ann")));
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

  /** The same with the clock of the whole process, where the machine has libfaketime. */
  @Test
  void theClockOfTheProcessItselfIsSetForwardsAndBack() throws Exception {
    Path library = faketime().orElse(null);
    assumeTrue(library != null, "libfaketime is not installed (-Dfault.faketime=FILE says where)");
    try (FaultRig f = new FaultRig(1, "recovery:\n  hang-after: 20s\n")) {
      Path setting = Files.writeString(f.rig.root().resolve("clock"), "+0\n");
      f.rig
          .bridge()
          .environment("LD_PRELOAD", library.toString())
          .environment("FAKETIME_TIMESTAMP_FILE", setting.toString())
          .environment("FAKETIME_NO_CACHE", "1")
          .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
          .environment("DONT_FAKE_MONOTONIC", "1");
      f.started();
      long ahead = 0;
      for (Duration jump : JUMPS) {
        f.say(1, "echo");
        String underWay = f.say(1, "pause 1500");
        f.say(1, "echo");
        await()
            .atMost(FaultRig.PATIENCE)
            .until(() -> f.rig.transcript(1).toString().contains(underWay));
        ahead += jump.toSeconds();
        Files.writeString(setting, "%+d%n".formatted(ahead));
        f.say(1, "echo");
        f.awaitSettled();
      }
      CrashOracle.Verdict verdict = f.judge();
      assertThat(verdict.answered()).isEqualTo(f.asked.size());
      assertThat(f.recoveries(1)).as("no false alarm").isEmpty();
      assertThat(f.rig.twin().identifies()).as("no login anew").isEqualTo(1);
      String log = Files.readString(f.rig.bridge().layout().logs().resolve("bridge.log"));
      assertThat(log).as("the clock was really set").contains(day(Duration.ofHours(23)));
      System.out.printf(
          "F06 clock of the process set %d times, by %s: %d messages, 1 login, %s%n",
          JUMPS.size(), JUMPS, f.asked.size(), verdict);
      f.rig.forget();
    }
  }

  private static String day(Duration ahead) {
    return Instant.now().plus(ahead).toString().substring(0, 10);
  }

  private static Optional<Path> faketime() throws IOException {
    String given = System.getProperty("fault.faketime");
    if (given != null) {
      return Optional.of(Path.of(given)).filter(Files::exists);
    }
    try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
      return libraries
          .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
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
