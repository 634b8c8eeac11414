package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.SocketHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that does not fit into the memory is refused, or an idle one is parked for it. */
class MemoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private BridgeRig rig;

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void aSessionThatDoesNotFitIsRefusedWithTheNumbers() throws Exception {
    open("  memory-estimate: 1TB\n");
    await()
        .atMost(PATIENCE)
        .until(() -> http().get("/v1/sessions/1").contains("\"state\":\"lost\""));
    assertThat(http().get("/v1/sessions/1")).contains("not enough memory", "1024.0 GB (estimated)");
    String refused = http().post("/v1/sessions/1/start", "");
    assertThat(refused)
        .contains("session 1 is not started: not enough memory")
        .contains("\"mend\":\"stop a session")
        .contains("sessions.memory-reserve");
    assertThat(rig.tmux("list-sessions")).doesNotContain("claude-session-1:");
  }

  @Test
  void theSessionThatWasIdleForLongestIsParkedAndKeepsItsConversation() throws Exception {
    // Nothing fits beside what runs: any start needs somebody to be parked, and then still fails,
    // since the numbers of this machine do not move. What is parked, and what wakes, is real.
    open("  park-idle: true\n");
    http().awaitState(1, "idle");
    add();
    add();
    http().awaitState(3, "idle");
    say(1, "echo one");
    awaitPost(1, "one");
    say(3, "echo three");
    awaitPost(3, "three");
    String conversation =
        http().get("/v1/sessions/1").replaceAll(".*\"conversation\":\"([^\"]+).*", "$1");
    rig.stop();
    rig.setting("sessions:\n  agent: demo\n", "sessions:\n  agent: demo\n  memory-reserve: 1TB\n");
    rig.open();
    http().awaitState(1, "idle");
    http().awaitState(2, "idle");
    http().awaitState(3, "idle");
    say(1, "echo more");
    awaitPost(1, "more");
    http().post("/v1/sessions/3/stop", "");
    assertThat(http().post("/v1/sessions/3/start", "")).contains("not enough memory");
    http().awaitState(1, "stopped");
    http().awaitState(2, "stopped");
    assertThat(http().get("/v1/sessions/2/posts")).contains("Parked: session 3 needs the memory");
    assertThat(at(2)).as("the one never used since the start goes first").isLessThan(at(1));
    rig.stop();
    rig.setting("  memory-reserve: 1TB\n", "");
    rig.open(); // parked sessions are still wished for
    http().awaitState(1, "idle");
    assertThat(http().get("/v1/sessions/1")).contains(conversation);
  }

  private long at(int session) throws Exception {
    String posts = http().get("/v1/sessions/" + session + "/posts");
    String parked = posts.substring(posts.lastIndexOf("{\"id\"", posts.indexOf("Parked")));
    return Long.parseLong(parked.replaceAll("^\\{\"id\":(\\d+).*", "$1"));
  }

  private void add() throws Exception {
    http().post("/v1/sessions", "{\"channel\":\"local\",\"directory\":\"" + rig.project() + "\"}");
  }

  private void say(int session, String text) throws Exception {
    http().post("/v1/sessions/" + session + "/messages", "{\"text\":\"" + text + "\"}");
  }

  private void awaitPost(int session, String text) {
    await()
        .atMost(PATIENCE)
        .until(() -> http().get("/v1/sessions/" + session + "/posts").contains(text));
  }

  private SocketHttp http() {
    return new SocketHttp(rig.layout().socket());
  }

  private void open(String sessions) throws Exception {
    Path root = Files.createTempDirectory("cdr");
    Path home = Files.createDirectories(root.resolve("home"));
    Map<String, String> host = new LinkedHashMap<>();
    host.put("HOME", home.toString());
    host.put("PATH", System.getenv("PATH"));
    host.put("LANG", "C.UTF-8");
    host.put("CLAUDE_CONFIG_DIR", home.resolve(".claude").toString());
    String yaml =
        "sessions:\n  agent: demo\n"
            + sessions
            + "agents:\n  demo:\n    command: "
            + Path.of("bin/demo-agent").toAbsolutePath()
            + "\nmonitor:\n  every: 1s\n";
    rig = new BridgeRig(root, yaml, host, null).open();
  }
}
