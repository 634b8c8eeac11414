package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.pane.TmuxException.Reason;
import io.github.claudebridge.testing.ByteLog;
import io.github.claudebridge.testing.TmuxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TmuxTest {

  private static final List<String> CAT = List.of("cat");

  private TmuxServer server;
  private Tmux tmux;

  @BeforeEach
  void open() throws IOException {
    server = TmuxServer.create();
    tmux = Tmux.open(server.settings());
  }

  @AfterEach
  void close() throws IOException {
    tmux.close();
    server.close();
  }

  @Test
  void tellsTheVersionOfTheServer() {
    assertThat(tmux.version()).matches("[0-9]+\\.[0-9]+.*");
  }

  @Test
  void serverHasOurOptions() throws IOException {
    assertThat(server.run("show-options", "-gv", "history-limit")).isEqualTo("50000");
    assertThat(server.run("show-options", "-gv", "update-environment")).isEmpty();
    assertThat(server.run("show-options", "-gv", "detach-on-destroy")).isEqualTo("on");
    assertThat(server.run("show-options", "-v", "-t", "=claude-bridge-hub:", "detach-on-destroy"))
        .isEqualTo("off");
    assertThat(server.run("show-options", "-gv", "mouse")).isEqualTo("off");
    assertThat(server.run("show-options", "-sv", "exit-empty")).isEqualTo("off");
    assertThat(server.run("show-options", "-sv", "set-clipboard")).isEqualTo("off");
    assertThat(server.run("show-options", "-sv", "escape-time")).isEqualTo("0");
    assertThat(server.run("show-options", "-gwv", "remain-on-exit")).isEqualTo("off");
    assertThat(server.run("show-options", "-gwv", "allow-passthrough")).isEqualTo("off");
    assertThat(server.run("show-options", "-gwv", "allow-rename")).isEqualTo("off");
    assertThat(server.run("show-options", "-gwv", "window-size")).isEqualTo("latest");
  }

  /** What a person types next must not fall into another agent. */
  @Test
  void whoIsAttachedToAnAgentThatEndsIsNotMovedToAnother() throws Exception {
    var mine = tmux.start(server.spec("claude-session-1", CAT));
    tmux.start(server.spec("claude-session-2", CAT));
    var person = attach();
    try {
      ProcessHandle.of(mine.pid()).orElseThrow().destroyForcibly();
      assertThat(person.waitFor(10, TimeUnit.SECONDS)).as("the person is detached").isTrue();
      assertThat(server.run("list-clients", "-t", "=claude-session-2")).isEmpty();
    } finally {
      person.destroyForcibly();
    }
  }

  @Test
  void aPaneHasItsSizeAgainWhenTheLastPersonHasLeft() throws Exception {
    var pane = tmux.start(server.spec("claude-session-1", CAT));
    tmux.start(server.spec("claude-session-2", CAT));
    for (int time = 1; time <= 2; time++) { // what is given back is not fixed
      var first = attach();
      var second = attach();
      try {
        size(first, "70x20");
        await().until(() -> pane.screen().width() == 70);
        size(second, "60x20");
        await().until(() -> pane.screen().width() == 60);
        detach(second);
        size(first, "71x21");
        await().until(() -> pane.screen().width() == 71);
        first.destroyForcibly(); // a terminal that is closed
        await().until(() -> pane.screen().width() == 100);
        assertThat(server.run("display", "-p", "-t", "=claude-session-1:", "#{window_height}"))
            .isEqualTo("30");
      } finally {
        first.destroyForcibly();
        second.destroyForcibly();
      }
    }
  }

  private Process attach() throws IOException {
    var attach =
        new ProcessBuilder(
            "tmux", "-L", server.settings().socketName(), "-C", "attach", "-t", "claude-session-1");
    attach.environment().clear();
    attach.environment().putAll(server.settings().environment());
    attach.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    var person = attach.start();
    // tmux drops what a control client says before it is attached, and heeds who came last
    await().until(() -> clients().contains("client-" + person.pid() + ":"));
    return person;
  }

  private String clients() throws IOException {
    return server.run("list-clients", "-t", "=claude-session-1");
  }

  private static void size(Process person, String size) throws IOException {
    person.getOutputStream().write(("refresh-client -C " + size + "\n").getBytes());
    person.getOutputStream().flush();
  }

  private static void detach(Process person) throws Exception {
    person.getOutputStream().write("detach-client\n".getBytes());
    person.getOutputStream().flush();
    assertThat(person.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void programsRunWithoutAShellInTheGivenSizeAndDirectory() throws IOException {
    for (var command : List.of(CAT, List.of("cat", "-u"))) {
      var pane = tmux.start(server.spec("claude-session-" + command.size(), command));
      await().until(() -> Files.readString(proc(pane, "comm")).strip().equals("cat"));
      assertThat(Files.readSymbolicLink(proc(pane, "cwd")).getFileName()).hasToString("home");
      assertThat(pane.screen().width()).isEqualTo(100);
      assertThat(ProcessHandle.of(pane.pid()).orElseThrow().children()).isEmpty();
    }
  }

  @Test
  void aSingleWordIsNotReadByAShell() throws IOException {
    var program = server.directory().resolve("a $HOME; cat 'x");
    Files.copy(Path.of("/bin/cat"), program);
    var pane = tmux.start(server.spec("claude-session-1", List.of(program.toString())));
    await().until(() -> Files.readString(proc(pane, "cmdline")).equals(program + "\0"));
    assertThat(tmux.panes()).containsExactly(pane);
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() throws IOException {
    var words =
        List.of("-n", ";", "a b", "", "$HOME", "'", "\"", "~", "日本", "#{pane_id}", "x\ny", "\\;");
    var command = new ArrayList<>(List.of("sh", "-c", "cat", "sh"));
    command.addAll(words);
    var pane = tmux.start(server.spec("claude-session-1", command));
    var end = "sh\0" + String.join("\0", words) + "\0";
    await().until(() -> Files.readString(proc(pane, "cmdline")).endsWith(end));
  }

  @Test
  void directoriesMayHoldWhatTmuxWouldExpand() throws IOException {
    var home = Files.createDirectory(server.directory().resolve("a #{pane_id} ## #(id) $X %H ;"));
    var pane = tmux.start(new PaneSpec("claude-session-1", home, Map.of(), CAT, 80, 24));
    await().until(() -> Files.readString(proc(pane, "comm")).strip().equals("cat"));
    assertThat(Files.readSymbolicLink(proc(pane, "cwd"))).isEqualTo(home);
  }

  @Test
  void panesHaveTheGivenEnvironmentOnly() throws IOException {
    tmux.close();
    server.run("set-environment", "-g", "LEFT_OVER", "from another start");
    tmux = Tmux.open(server.settings());
    var given = Map.of("FOO", "a 'b' \"c\" $HOME ; 日本\nline", "EMPTY", "");
    var spec =
        new PaneSpec("claude-session-1", server.directory(), given, List.of("cat", "-u"), 80, 24);
    var pane = tmux.start(spec);
    var seen = environmentOf(pane);
    assertThat(seen)
        .containsAllEntriesOf(given)
        .containsAllEntriesOf(server.settings().environment());
    seen.keySet().removeAll(given.keySet());
    seen.keySet().removeAll(server.settings().environment().keySet());
    assertThat(seen.keySet())
        .isSubsetOf(
            "TMUX",
            "TMUX_PANE",
            "SHELL",
            "TERM",
            "TERM_PROGRAM",
            "TERM_PROGRAM_VERSION",
            "COLORTERM",
            "PWD");
    assertThat(seen).containsEntry("TMUX_PANE", pane.id().value());
    assertThat(spec.toString()).doesNotContain("日本");
  }

  @Test
  void namesAreExact() throws IOException {
    var ten = ByteLog.start(tmux, server, "claude-session-10");
    assertThat(tmux.find("claude-session-1")).isEmpty();
    var one = ByteLog.start(tmux, server, "claude-session-1");
    one.pane().paste("for one");
    tmux.kill(one.pane());
    assertThat(tmux.find("claude-session-1")).isEmpty();
    assertThat(tmux.find("claude-session-10")).contains(ten.pane());
    assertGone(() -> one.pane().paste("x"));
    assertGone(() -> one.pane().type("x"));
    assertGone(() -> one.pane().press(Key.ENTER));
    assertGone(() -> one.pane().screen());
    assertThat(ten.bytes()).isEmpty();
    tmux.kill(one.pane());
    assertThat(tmux.panes()).containsExactly(ten.pane());
  }

  @Test
  void aSessionNameIsTakenOnce() throws IOException {
    var first = tmux.start(server.spec("claude-session-1", CAT));
    assertThatThrownBy(() -> tmux.start(server.spec("claude-session-1", CAT)))
        .isInstanceOfSatisfying(
            TmuxException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("\"claude-session-1\" exists already");
    assertThat(tmux.panes()).containsExactly(first);
  }

  @Test
  void aRenamedSessionKeepsItsNumber() throws IOException {
    var pane = tmux.start(server.spec("claude-session-1", CAT));
    server.run("rename-session", "-t", "=claude-session-1", "mine");
    assertThat(tmux.find("claude-session-1")).contains(pane);
    assertThatThrownBy(() -> tmux.start(server.spec("claude-session-1", CAT)))
        .hasMessageContaining("exists already");
    tmux.kill(pane);
    assertThat(server.run("list-sessions", "-F", "#{session_name}")).doesNotContain("mine");
  }

  @Test
  void aSpoiledMarkSpoilsOnlyItsOwnPane() throws IOException {
    var pane = tmux.start(server.spec("claude-session-1", CAT));
    var other = tmux.start(server.spec("claude-session-2", CAT));
    server.run("set-option", "-p", "-t", other.id().value(), PaneRow.MARK, "x\n%1 2 $3 y z");
    assertThat(tmux.panes()).containsExactly(pane);
  }

  @Test
  void panesOfOthersAreNotOurs() throws IOException {
    var ours = tmux.start(server.spec("claude-session-1", CAT));
    tmux.start(server.spec("scratch", CAT));
    server.run("split-window", "-t", ours.id().value(), "--", "cat", "-u");
    server.run("new-session", "-d", "-s", "claude-session-7", "--", "cat", "-u");
    assertThat(tmux.panes()).containsExactly(ours);
    assertThat(tmux.find("scratch")).isPresent();
    tmux.kill(ours);
    assertThat(server.run("list-sessions", "-F", "#{session_name}"))
        .doesNotContain("claude-session-1")
        .contains("claude-session-7");
  }

  @Test
  void anotherBridgeAdoptsWhatRuns() throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    tmux.close();
    assertThatThrownBy(() -> log.pane().screen()).isInstanceOf(TmuxException.class);
    tmux = Tmux.open(server.settings());
    var adopted = tmux.find("claude-session-1").orElseThrow();
    assertThat(adopted).isEqualTo(log.pane());
    assertThat(tmux.panes()).containsExactly(adopted);
    adopted.type("again");
    assertThat(log.awaitLengthOf("again")).isEqualTo("again");
  }

  @Test
  void screensShowTextCursorAndColours() throws IOException {
    var script = "printf 'one  \\n\\033[31m日本\\033[0m $'; exec cat";
    var pane = tmux.start(server.spec("claude-session-1", List.of("sh", "-c", script)));
    await().until(() -> pane.screen().text().contains("$"));
    var screen = pane.screen();
    assertThat(screen.lines()).hasSize(screen.height()).startsWith("one", "日本 $");
    assertThat(screen.cursorRow()).isEqualTo(1);
    assertThat(screen.cursorColumn()).isEqualTo(6);
    assertThat(screen.width()).isEqualTo(100);
    assertThat(screen.height()).isEqualTo(30);
    assertThat(screen.copyMode()).isFalse();
    assertThat(pane.ansiScreen()).contains("\u001b[31m日本\u001b[39m").endsWith("\n");
  }

  @Test
  void aScreenThatLooksLikeTheProtocolDisturbsNobody() throws IOException {
    var script = "printf '%%end 1 2 1\\n%%exit\\n%%begin 1 2 1\\n%%sessions-changed\\nREADY'; cat";
    var hostile = tmux.start(server.spec("claude-session-1", List.of("sh", "-c", script)));
    await().until(() -> hostile.screen().text().contains("READY"));
    assertThat(hostile.screen().lines())
        .startsWith("%end 1 2 1", "%exit", "%begin 1 2 1", "%sessions-changed", "READY");
    assertThat(tmux.version()).isNotEmpty();
  }

  @Test
  void manyCallersGetTheirOwnAnswers() throws Exception {
    var panes = new ArrayList<Pane>();
    for (int i = 1; i <= 10; i++) {
      var script = "printf 'I am " + i + ".'; exec cat";
      panes.add(tmux.start(server.spec("claude-session-" + i, List.of("sh", "-c", script))));
    }
    for (int i = 1; i <= 10; i++) {
      var text = "I am " + i + ".";
      var pane = panes.get(i - 1);
      await().until(() -> pane.screen().text().startsWith(text));
    }
    var calls = new ArrayList<Future<?>>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int call = 0; call < 1_000; call++) {
        int i = call % 10;
        calls.add(
            callers.submit(
                () -> {
                  if (i == 0) {
                    assertThatThrownBy(() -> tmux.start(server.spec("claude-session-1", CAT)))
                        .isInstanceOf(TmuxException.class);
                  }
                  assertThat(panes.get(i).screen().text()).startsWith("I am " + (i + 1) + ".");
                  return null;
                }));
      }
      for (var call : calls) {
        call.get();
      }
    }
  }

  @Test
  void aMissingTmuxIsNamed() throws IOException {
    var settings = new TmuxSettings("no-such-tmux", "x", Map.of(), Duration.ofSeconds(2));
    assertThatThrownBy(() -> Tmux.open(settings))
        .isInstanceOf(TmuxException.class)
        .hasMessageContaining("cannot run \"no-such-tmux\"");
  }

  private static void assertGone(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TmuxException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PANE_GONE));
  }

  private static Path proc(Pane pane, String file) {
    return Path.of("/proc", Long.toString(pane.pid()), file);
  }

  private static Map<String, String> environmentOf(Pane pane) {
    await().until(() -> Files.readString(proc(pane, "comm")).strip().equals("cat"));
    var variables = new TreeMap<String, String>();
    try {
      for (var variable : Files.readString(proc(pane, "environ")).split("\0")) {
        var parts = variable.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return variables;
  }
}
