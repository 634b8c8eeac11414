package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.process.ProgramResult;
import io.github.claudebridge.testing.BridgeStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/dp} on a machine that has perl, which posts texts there. */
class DpTest {
  private ShellProject project;
  private BridgeStandIn bridge;
  private Path pane;

  /** Whether the machine has it. */
  boolean perl() {
    return true;
  }

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    project = new ShellProject(dir).link("curl");
    if (perl()) {
      project.link("perl");
    }
    pane = project.socket();
    bridge = new BridgeStandIn(pane);
    bridge.answer("POST /v1/sessions/1/posts", 201, "{\"posts\":[7]}");
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  private ProgramResult dp(String... args) throws IOException {
    return run("", Map.of(), args);
  }

  private ProgramResult inPane(String... args) throws IOException {
    return run(
        "", Map.of("CLAUDE_BRIDGE_SESSION", "1", "CLAUDE_BRIDGE_SOCKET", pane.toString()), args);
  }

  private ProgramResult run(String stdin, Map<String, String> env, String... args)
      throws IOException {
    var command = new String[args.length + 1];
    command[0] = "bin/dp";
    System.arraycopy(args, 0, command, 1, args.length);
    return project.run(stdin, env, command);
  }

  private String posted() {
    assertThat(bridge.calls()).hasSize(1);
    assertThat(bridge.calls().getFirst().target()).isEqualTo("/v1/sessions/1/posts");
    return bridge.calls().getFirst().body();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "42",
        "-5 degrees",
        "two\nlines",
        "qu\"o'te \\n $HOME `id` %s",
        "日本語 🎉",
        "@file",
        "a;b&c"
      })
  void textArrivesAsItIs(String text) throws IOException {
    var result = dp("1", "--", text);

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(posted()).isEqualTo(text);
    assertThat(bridge.calls().getFirst().contentType()).startsWith("text/plain");
  }

  @Test
  void paneKnowsItsSessionAndNumberAloneIsText() throws IOException {
    assertThat(inPane("42").exit()).isZero();
    assertThat(posted()).isEqualTo("42");
  }

  @Test
  void readsStandardInput() throws IOException {
    assertThat(run("from a\npipe\n", Map.of(), "1", "-").exit()).isZero();
    assertThat(posted()).isEqualTo("from a\npipe");
  }

  @Test
  void sendsFilesWithText() throws IOException {
    var odd = Files.writeString(project.root().resolve("odd \";name,.txt"), "content one");
    var two = Files.writeString(project.root().resolve("two.txt"), "content two");

    var result = dp("1", "--file", odd.toString(), "-f", two.toString(), "the text");

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(posted())
        .contains("name=\"text\"", "the text", "name=\"file\"", "content one", "content two")
        .contains("filename=\"two.txt\"");
    assertThat(bridge.calls().getFirst().contentType()).startsWith("multipart/form-data");
  }

  @Test
  void sendsFileWithoutText() throws IOException {
    var file = Files.writeString(project.root().resolve("a.txt"), "content");

    assertThat(dp("1", "--file", file.toString()).exit()).isZero();
    assertThat(posted()).contains("content").doesNotContain("name=\"text\"");
  }

  @Test
  void textIsNeverAnArgumentOfAProgram() throws IOException {
    String program = perl() ? "perl" : "curl";
    project.fake(
        program, "{ printf '%s\\n' \"$@\"; env; } > '" + project.root() + "/args'; cat >/dev/null");

    dp("1", "my-secret-words");

    assertThat(project.root().resolve("args"))
        .content()
        .contains(perl() ? "connect" : "--unix-socket")
        .doesNotContain("my-secret-words");
  }

  @Test
  void onlyFilesNeedCurlWhereThereIsPerl() throws IOException {
    project.fake("curl", "exit 99");
    assertThat(dp("1", "text").exit()).isEqualTo(perl() ? 0 : 1);
    Path file = Files.writeString(project.root().resolve("a.txt"), "content");
    assertThat(dp("1", "-f", file.toString()).err()).contains("curl failed with status 99");
  }

  @Test
  void aLongTextArrivesWhole() throws IOException {
    String text = "日本語の長い行\n".repeat(40_000) + "end";
    assertThat(run(text, Map.of(), "1", "-").exit()).isZero();
    assertThat(posted()).isEqualTo(text);
  }

  @Test
  void whatTheCallersPerlIsToldMattersToNobody() throws IOException {
    Map<String, String> odd =
        Map.of("PERL5OPT", "-Mno::such::module", "PERL_UNICODE", "", "LC_ALL", "xx_XX.odd");
    var result = run("ä", odd, "1", "-");
    assertThat(result.err()).isEmpty();
    assertThat(posted()).isEqualTo("ä");
  }

  @Test
  void saysWhatTheBridgeSays() throws IOException {
    bridge.answer(
        "POST /v1/sessions/9/posts",
        404,
        "{\"error\":\"there is no session \\\"9\\\"\",\"mend\":\"see: vai list-sessions\"}");

    var result = dp("9", "text");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("dp: there is no session \"9\"\n    see: vai list-sessions\n");
  }

  @Test
  void printsJson() throws IOException {
    assertThat(dp("--json", "1", "text").out()).isEqualTo("{\"posts\":[7]}\n");
    assertThat(dp("--json", "8", "text").out()).contains("\"error\":\"no such thing\"");
    assertThat(dp("--json", "1", "").out()).contains("\"error\":\"the text is empty\"");
  }

  @Test
  void wrongUseIsTold() throws IOException {
    assertThat(dp("1", " \n").exit()).isEqualTo(2);
    assertThat(dp("text").err()).contains("no session named");
    assertThat(dp("2026", "text").err()).contains("'2026' is no session");
    assertThat(dp("0", "text").exit()).isEqualTo(2);
    assertThat(dp("1", "two", "texts").err()).contains("more than one text");
    assertThat(inPane("3", "files", "changed").err()).contains("more than one text");
    assertThat(dp("1", "--nope").err()).contains("--nope: unknown option");
    assertThat(dp("1", "--file").err()).contains("--file needs a value");
    assertThat(dp("1", "--file", "/nowhere/x").err()).contains("/nowhere/x: there is no such file");
    assertThat(dp("1", "--file", "/nowhere/x").exit()).isEqualTo(1);
    assertThat(bridge.calls()).isEmpty();
  }

  @Test
  void withoutBridgeItEndsWith69() throws Exception {
    bridge.close();
    Files.deleteIfExists(pane);
    assertThat(dp("1", "text").exit()).isEqualTo(69);

    try (var left =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      left.bind(java.net.UnixDomainSocketAddress.of(pane));
    }
    var result = dp("1", "text");
    assertThat(result.exit()).isEqualTo(69);
    assertThat(result.err()).contains("nobody listens", "./start-bridge.sh");
  }

  @Test
  void findsTheStateDirectoryOfTheSettings() throws Exception {
    Files.createDirectories(project.root().resolve("elsewhere/run"));
    Files.createDirectories(project.root().resolve("config"));
    Files.writeString(
        project.root().resolve("config/bridge.yaml"), "state-dir: \"elsewhere\" # here\n");
    Files.move(pane, project.root().resolve("elsewhere/run/bridge.sock"));

    assertThat(dp("1", "text").exit()).isZero();
    assertThat(posted()).isEqualTo("text");
  }

  @Test
  void aStateDirectoryInTheHomeIsFound() throws Exception {
    Files.createDirectories(project.root().resolve("kept/run"));
    Files.createDirectories(project.root().resolve("config"));
    Files.writeString(project.root().resolve("config/bridge.yaml"), "state-dir: ~/kept\n");
    Files.move(pane, project.root().resolve("kept/run/bridge.sock"));

    assertThat(dp("1", "text").exit()).isZero();
    assertThat(posted()).isEqualTo("text");
  }

  @Test
  void worksThroughALinkAndHelps() throws IOException {
    var link = project.root().resolve("dp-link");
    Files.createSymbolicLink(link, project.root().resolve("bin/dp"));

    assertThat(project.run("", Map.of(), "dp-link", "1", "text").exit()).isZero();
    assertThat(dp("--help").out()).contains("Usage: dp", "Examples:");
  }
}
