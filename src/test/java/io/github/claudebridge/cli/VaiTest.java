package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeStandIn;
import io.github.claudebridge.testing.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Logs("the directory of sessions.json is gone")
class VaiTest {
  private static final String SESSION =
      """
      {"session":1,"name":"web","channel":"222","directory":"/w","agent":"claude","model":null,
       "state":"idle","detail":"","queued":0}\
      """;

  @TempDir Path project;
  private BridgeStandIn bridge;
  private VaiRun vai;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
    vai = new VaiRun(project);
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  @Test
  void listsSessions() {
    bridge.answer("GET /v1/sessions", 200, "[" + SESSION + "]");

    assertThat(vai.run("list-sessions")).isZero();
    assertThat(vai.out()).contains("N  NAME  STATE", "1  web   idle");
  }

  @Test
  void withoutBridgeItListsWhatIsBound() throws Exception {
    bridge.close();
    assertThat(vai.run("add-session", "local", "--directory", project.toString())).isZero();
    assertThat(vai.run("add-session", "local", "--name", "two")).isZero();
    assertThat(vai.run("add-session", "222")).isZero();
    assertThat(vai.run("add-session", "222")).isEqualTo(1);
    assertThat(vai.err()).contains("222");
    assertThat(vai.run("remove-session", "2", "--yes")).isZero();
    assertThat(vai.run("remove-session", "2", "--yes")).isEqualTo(1);

    var list = new VaiRun(project);
    assertThat(list.run("list-sessions")).isZero();
    assertThat(list.out()).contains("local-1", "222").doesNotContain("two");
    assertThat(list.err()).contains("not running", "./start-bridge.sh");
  }

  @Test
  void withoutBridgeOrdersEndWith69() throws Exception {
    bridge.close();
    Files.deleteIfExists(project.resolve("run/bridge.sock"));

    assertThat(vai.run("status")).isEqualTo(69);
    assertThat(vai.run("start", "1")).isEqualTo(69);
    assertThat(vai.run("send", "1", "x")).isEqualTo(69);
    assertThat(vai.err()).contains("vai: the bridge is not running\n    start it with ./start");

    var json = new VaiRun(project);
    assertThat(json.run("status", "--json")).isEqualTo(69);
    assertThat(json.out()).contains("{\"error\":\"the bridge is not running\",\"mend\":");
    assertThat(json.err()).isEmpty();
  }

  @Test
  void anOldSocketIsNoBridge() throws Exception {
    bridge.close();
    var old = project.resolve("run/bridge.sock");
    Files.deleteIfExists(old);
    try (var left =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      left.bind(java.net.UnixDomainSocketAddress.of(old));
    }
    assertThat(vai.run("status")).isEqualTo(69);
  }

  @Test
  void addsASessionToTheRunningBridge() throws Exception {
    bridge.answer("GET /v1/sessions", 200, "[" + SESSION.replace("222", "local-1") + "]");
    bridge.answer("POST /v1/sessions", 201, "{\"session\":2,\"channel\":\"local-2\"}");

    assertThat(vai.run("add-session", "local", "--model", "opus")).isZero();

    assertThat(Json.parse(bridge.calls().getLast().body()))
        .isEqualTo(Json.object().put("channel", "local-2").put("model", "opus"));
    assertThat(vai.out()).contains("session 2 is bound to local-2");
  }

  @Test
  void ordersGoToEachSessionThoughOneFails() {
    bridge.answer("POST /v1/sessions/1/restart", 200, "{}");
    bridge.answer("POST /v1/sessions/3/restart", 200, "{}");

    assertThat(vai.run("restart", "1", "2", "3")).isEqualTo(1);
    assertThat(vai.out()).contains("session 1: restarted", "session 3: restarted");
    assertThat(vai.err()).contains("session 2: no such thing", "look");
  }

  @Test
  void sendsFromTheCommandLineAndFromAPipe() throws Exception {
    bridge.answer("POST /v1/sessions/1/messages", 201, "{\"id\":\"m1\",\"rung\":\"received\"}");

    assertThat(vai.run("send", "1", "häl\"lo", "--author", "ann")).isZero();
    assertThat(Json.parse(bridge.calls().getLast().body()))
        .isEqualTo(Json.object().put("text", "häl\"lo").put("author", "ann"));
    assertThat(vai.in("piped\n").run("send", "1", "-")).isZero();
    assertThat(bridge.calls().getLast().body()).contains("piped");
    assertThat(vai.run("send", "1", " ")).isEqualTo(2);
  }

  @Test
  void busyIsToldByTheStatus() {
    bridge.answer("POST /v1/sessions/1/recover", 409, "{\"error\":\"at it\",\"mend\":\"wait\"}");
    assertThat(vai.run("recover", "1")).isEqualTo(75);
  }

  @Test
  void theHistoryOfRecoveriesIsShown() {
    bridge.answer(
        "GET /v1/sessions/1/recovery?limit=20",
        200,
        "[{\"id\":4,\"session\":1,\"symptom\":\"killed\",\"detail\":\"9\",\"remedy\":\"restart\","
            + "\"at\":\"2026-01-01T00:00:00.123Z\",\"outcome\":\"back\"},"
            + "{\"id\":5,\"session\":1,\"symptom\":\"pane-gone\",\"detail\":null,"
            + "\"remedy\":\"quarantine\",\"at\":\"2026-01-01T00:01:00Z\",\"outcome\":null}]");
    assertThat(vai.run("recover", "--history", "1")).isZero();
    assertThat(vai.out().lines().toList().subList(1, 3))
        .containsExactly(
            "2026-01-01T00:00:00Z  1  killed (9)  restart     back",
            "2026-01-01T00:01:00Z  1  pane-gone   quarantine  open");
    bridge.answer("GET /v1/sessions/2/recovery?limit=5", 200, "[]");
    assertThat(vai.run("recover", "--history", "2", "--limit", "5")).isZero();
    assertThat(vai.out()).contains("Nothing was wrong so far.");
    assertThat(vai.run("recover", "--history", "1", "--limit", "0")).isEqualTo(2);
  }

  @Test
  void wrongUseIsTold() {
    assertThat(vai.run("status", "0")).isEqualTo(2);
    assertThat(vai.run("start")).isEqualTo(2);
    assertThat(vai.run("add-session", "#general")).isEqualTo(2);
    assertThat(vai.run("status", "--nope")).isEqualTo(2);
    assertThat(vai.run("statsu", "1")).isEqualTo(2);
    assertThat(vai.run("status", "1", "2")).isEqualTo(2);
    assertThat(vai.run("send", "1")).isEqualTo(2);
    assertThat(vai.err())
        .contains(
            "vai: vai status has no option --nope",
            "see: vai status --help",
            "vai: statsu is no command of vai\n    did you mean status",
            "vai: vai status takes no «2»",
            "vai: TEXT is missing\n    see: vai send --help");
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void everyCommandHelpsWithExamples() {
    var names =
        new Vai(Terminal.ofProcess(null), java.util.Map.of(), null, (token, url) -> null)
            .commandLine()
            .getSubcommands()
            .keySet();
    assertThat(names).contains("setup", "doctor", "chat", "attach", "completion", "bridge");
    for (var name : names) {
      var help = new VaiRun(project);
      assertThat(help.run(name, "--help")).isZero();
      assertThat(help.out()).as(name).contains("Usage: vai", "Examples:");
    }
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(vai.run("completion")).isZero();
    assertThat(vai.out()).contains("complete -F _complete_vai", "list-sessions");
  }
}
