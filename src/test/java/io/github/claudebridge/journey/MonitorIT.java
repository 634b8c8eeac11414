package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.SocketHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A running bridge is watched: samples, Prometheus, {@code vai metrics}, alerts. */
class MonitorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, String> environment = new LinkedHashMap<>();
  private BridgeRig rig;

  private void open(String monitor) throws Exception {
    Path root = Files.createTempDirectory("cdm");
    Path home = Files.createDirectories(root.resolve("home"));
    environment.put("HOME", home.toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    Map<String, String> host = new LinkedHashMap<>(environment);
    host.put("CLAUDE_CONFIG_DIR", home.resolve(".claude").toString());
    String yaml =
        "sessions:\n  agent: demo\nagents:\n  demo:\n    command: "
            + Path.of("bin/demo-agent").toAbsolutePath()
            + "\nmonitor:\n  every: 1s\n"
            + monitor;
    rig = new BridgeRig(root, yaml, host, null).open();
    await()
        .atMost(PATIENCE)
        .until(() -> http().get("/v1/sessions/1").contains("\"state\":\"idle\""));
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aMessageAndItsAgentAreSeenEverywhere() throws Exception {
    open("  hold: 1h\n");
    assertThat(vai(0, "metrics", "--since", "2020-01-01")).doesNotContain("Exception");
    http().post("/v1/sessions/1/messages", "{\"text\":\"echo hello\"}");
    await()
        .atMost(PATIENCE)
        .until(() -> http().get("/v1/sessions/1/messages").contains("answered"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode samples = Json.parse(http().get("/v1/metrics")).path("samples");
              assertThat(sum(samples, "deliveries")).isEqualTo(1);
              assertThat(sum(samples, "hooks")).isGreaterThanOrEqualTo(2);
              assertThat(sum(samples, "typed-p50")).isPositive();
              assertThat(most(samples, 1, "memory")).isGreaterThan(20 << 20);
              assertThat(most(samples, 1, "processes")).isGreaterThanOrEqualTo(2);
              assertThat(most(samples, 0, "bridge-memory")).isGreaterThan(20 << 20);
            });
    String prometheus = http().get("/metrics");
    assertThat(prometheus)
        .contains("claude_bridge_deliveries_total{rung=\"accepted\"} 1.0")
        .contains("claude_bridge_delivery_seconds_count{step=\"typed\"} 1")
        .contains("claude_bridge_session_memory{session=\"1\"}")
        .contains("claude_bridge_turns_total{end=\"done\"} 1.0");
    String table = vai(0, "metrics");
    System.out.println(table);
    assertThat(table).contains("SESSION").contains("Messages: 1 delivered, 0 not");
    assertThat(vai(0, "metrics", "1", "--since", "10m")).contains("memory");
    assertThat(Json.parse(vai(0, "metrics", "--json")).path("samples").size()).isPositive();
    assertThat(vai(1, "metrics", "9")).contains("no session 9");
    assertThat(vai(2, "metrics", "--since", "soon")).contains("--since 'soon' is no time");

    Path file = rig.layout().logs().resolve("metrics.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonNode newest = Json.parse(Files.readString(file));
    assertThat(newest.path("host").path("host-memory-total").asLong()).isPositive();
    assertThat(newest.path("sessions").path(0).path("session").asInt()).isEqualTo(1);
  }

  @Test
  void aFullMachineIsToldOnceAndNotAgainAfterARestart() throws Exception {
    open("  channel: local-1\n  cpu: 100\n  memory: 1\n  disk: 100\n  hold: 2s\n");
    await().atMost(PATIENCE).until(() -> told().contains("**Memory "));
    assertThat(vai(0, "status")).contains("Alert: memory").contains("(limit 1 %)");
    assertThat(told()).contains("Session 1 uses the most").contains("`vai stop N`");
    rig.stop();
    rig.open();
    int before = samples();
    await().atMost(PATIENCE).until(() -> samples() >= before + 5);
    assertThat(vai(0, "status")).contains("Alert: memory");
    assertThat(told().split("\\*\\*Memory ", -1)).hasSize(2);
  }

  private int samples() throws Exception {
    return Json.parse(http().get("/v1/metrics?session=0")).path("samples").size();
  }

  private String told() throws Exception {
    return http().get("/v1/sessions/1/posts");
  }

  private static double sum(JsonNode samples, String name) {
    double sum = 0;
    for (JsonNode sample : samples) {
      sum += sample.path(name).asDouble(0);
    }
    return sum;
  }

  private static double most(JsonNode samples, int session, String name) {
    double most = 0;
    for (JsonNode sample : samples) {
      if (sample.path("session").asInt() == session) {
        most = Math.max(most, sample.path(name).asDouble(0));
      }
    }
    return most;
  }

  private SocketHttp http() {
    return new SocketHttp(rig.layout().socket());
  }

  private String vai(int expected, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bin/vai", "--project", rig.project().toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s said: %s", command, said).isEqualTo(expected);
    return said;
  }
}
