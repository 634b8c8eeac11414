package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeStandIn;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.TmuxServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked before a session is removed, and what is ended with it. */
@Logs("the directory of sessions.json is gone")
class RemoveSessionCommandTest {
  @TempDir Path project;
  private BridgeStandIn bridge;
  private TmuxServer tmux;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
    bridge.answer("GET /v1/sessions/3", 200, "{\"session\":3,\"name\":\"web\\u001b[2J\"}");
    bridge.answer("DELETE /v1/sessions/3?purge=false", 200, "{\"removed\":3,\"purged\":false}");
    bridge.answer("DELETE /v1/sessions/3?purge=true", 200, "{\"removed\":3,\"purged\":true}");
    tmux = TmuxServer.create();
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
    tmux.close();
  }

  @Test
  void aPersonIsAskedAlwaysAndTold() {
    var yes = vai().in("y\n").person();
    assertThat(yes.run("remove-session", "3")).isZero();
    assertThat(yes.err())
        .contains("Session 3 (web[2J): end its pane and unbind its channel?", "logs", "stay. [y/N]")
        .doesNotContain("delete", "\u001b");
    assertThat(yes.out())
        .isEqualTo("session 3 is removed: its agent is ended, its channel unbound\n");

    var purge = vai().in("y\n").person();
    assertThat(purge.run("remove-session", "3", "--purge")).isZero();
    assertThat(purge.err()).contains("delete its messages, attachments and logs?", "stay. [y/N]");
    assertThat(purge.out()).contains("what it kept deleted");
  }

  @Test
  void whateverIsNoYesRemovesNothing() {
    for (var answer : new String[] {"n\n", "\n", ""}) {
      assertThat(vai().in(answer).person().run("remove-session", "3")).isEqualTo(1);
    }
    assertThat(bridge.calls()).allMatch(call -> call.method().equals("GET"));
    var unknown = vai().in("y\n").person();
    assertThat(unknown.run("remove-session", "4")).isEqualTo(1);
    assertThat(unknown.err()).doesNotContain("[y/N]");
  }

  @Test
  void withoutATerminalItHasToBeSaid() {
    var piped = vai().in("y\n");
    assertThat(piped.run("remove-session", "3")).isEqualTo(2);
    assertThat(piped.err()).contains("nobody can be asked", "--yes");
    assertThat(bridge.calls()).allMatch(call -> call.method().equals("GET"));
    var unknown = vai();
    assertThat(unknown.run("remove-session", "4")).isEqualTo(1);
    assertThat(unknown.err()).contains("no such thing").doesNotContain("nobody can");

    var said = vai();
    assertThat(said.run("remove-session", "3", "--yes", "--json")).isZero();
    assertThat(said.out()).contains("\"removed\" : 3");
    assertThat(said.err()).isEmpty();
  }

  @Test
  void withoutABridgeItsVeryPaneIsEndedToo() throws Exception {
    bridge.close();
    assertThat(vai().run("add-session", "local")).isZero();
    tmux.run("new-session", "-d", "-s", "claude-session-1", "sleep", "600");
    tmux.run("new-session", "-d", "-s", "claude-session-10", "sleep", "600");

    var asked = vai().in("y\n").person();
    assertThat(asked.run("remove-session", "1")).isZero();
    assertThat(asked.err()).contains("Session 1 (session-1): end its pane");
    assertThat(asked.out())
        .isEqualTo("session 1 is removed: its pane is ended, its channel unbound\n");
    assertThat(tmux.run("list-sessions", "-F", "#{session_name}")).isEqualTo("claude-session-10");
    assertThat(Files.readString(project.resolve("config/sessions.json"))).doesNotContain("local-1");
  }

  @Test
  void withoutBridgeAndPaneItIsOnlyUnbound() throws Exception {
    bridge.close();
    assertThat(vai().run("add-session", "local")).isZero();
    tmux.run("new-session", "-d", "-s", "claude-session-10", "sleep", "600");

    var json = vai();
    assertThat(json.run("remove-session", "1", "--yes", "--json")).isZero();
    assertThat(Json.parse(json.out()))
        .isEqualTo(
            Json.object().put("session", 1).put("removed", true).put("paneEnded", false));
    assertThat(tmux.run("list-sessions", "-F", "#{session_name}")).isEqualTo("claude-session-10");
    var again = vai();
    assertThat(again.run("remove-session", "1", "--yes")).isEqualTo(1);
    assertThat(again.err()).contains("there is no session 1");
  }

  @Test
  void aPaneThatCannotBeEndedStaysBound() throws Exception {
    bridge.close();
    assertThat(vai().run("add-session", "local")).isZero();
    var stuck = vai().with("CLAUDE_BRIDGE_TMUX_COMMAND", "/no/such/tmux");
    assertThat(stuck.run("remove-session", "1", "--yes")).isEqualTo(1);
    assertThat(stuck.err()).contains("tmux cannot be started", "vai doctor");
    assertThat(Files.readString(project.resolve("config/sessions.json"))).contains("local-1");
  }

  @Test
  void onlyARunningBridgeCanPurge() throws Exception {
    bridge.close();
    assertThat(vai().run("add-session", "local")).isZero();
    var purge = vai().in("y\n").person();
    assertThat(purge.run("remove-session", "1", "--purge")).isEqualTo(69);
    assertThat(purge.err()).contains("only a running bridge can purge").doesNotContain("[y/N]");
    assertThat(vai().run("remove-session", "1", "--purge", "--yes")).isEqualTo(69);
    assertThat(Files.readString(project.resolve("config/sessions.json"))).contains("local-1");
  }

  private VaiRun vai() {
    var settings = tmux.settings();
    return new VaiRun(project)
        .with("TMUX_TMPDIR", settings.environment().get("TMUX_TMPDIR"))
        .with("CLAUDE_BRIDGE_TMUX_SOCKET", settings.socketName());
  }
}
