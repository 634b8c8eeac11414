package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeStandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the work is shown, and what goes on, from a shell. */
class VerbosityCommandTest {
  private static final String LIVE =
      """
      {"session":1,"working":true,"since":"2026-01-02T03:04:05Z","tool":"Bash",
       "subject":"npm test \\u001b[2J","toolSince":"2026-01-02T03:04:06Z","tools":3,
       "filesChanged":1,"tokens":42,"verbosity":"normal"}\
      """;

  @TempDir Path project;
  private BridgeStandIn bridge;
  private VaiRun vai;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
    bridge.answer("GET /v1/sessions/1", 200, "{\"session\":1,\"state\":\"working\"}");
    bridge.answer("GET /v1/sessions/1/live", 200, LIVE);
    bridge.answer("GET /v1/sessions/1/messages?limit=5", 200, "[]");
    vai = new VaiRun(project);
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  @Test
  void theLevelIsShownAndChosen() {
    assertThat(vai.run("verbosity", "1")).isZero();
    assertThat(vai.out()).contains("session 1: normal");
    bridge.answer(
        "POST /v1/sessions/1/verbosity?author=" + Who.name(),
        200,
        "{\"session\":1,\"verbosity\":\"quiet\"}");
    assertThat(vai.run("verbosity", "1", "quiet")).isZero();
    assertThat(vai.out()).contains("session 1: quiet");
    assertThat(bridge.calls().getLast().body()).isEqualTo("{\"level\":\"quiet\"}");
    VaiRun json = new VaiRun(project);
    assertThat(json.run("verbosity", "1", "--json")).isZero();
    assertThat(json.out()).contains("\"verbosity\"", "normal");
    assertThat(vai.run("verbosity")).isEqualTo(2);
  }

  @Test
  void statusTellsTheToolThatRuns() {
    assertThat(vai.run("status", "1")).isZero();
    assertThat(vai.out())
        .contains("verbosity", "npm test", "3 tools, 1 files changed, 42 tokens written")
        .doesNotContain("\u001b");
    VaiRun json = new VaiRun(project);
    assertThat(json.run("status", "1", "--json")).isZero();
    assertThat(json.out()).contains("\"live\"", "\"tool\"");
  }

  @Test
  void theLineOfAChatGivesWayAndIsNotThereInAPipe() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    StatusLine line = new StatusLine(terminal(shown, true));
    line.show("Bash ls");
    line.show("Read a.txt");
    line.print("the answer");
    line.print("and more");
    String erase = "\u001b[1A\r\u001b[2K";
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains("Bash ls", erase, "Read a.txt")
        .endsWith(erase + "the answer\nand more\n");
    ByteArrayOutputStream piped = new ByteArrayOutputStream();
    StatusLine none = new StatusLine(terminal(piped, false));
    none.show("Bash ls");
    none.print("the answer");
    assertThat(piped.toString(StandardCharsets.UTF_8)).isEqualTo("the answer\n");
  }

  private static Terminal terminal(ByteArrayOutputStream out, boolean colours) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Terminal(new ByteArrayInputStream(new byte[0]), print, print, true, colours);
  }
}
