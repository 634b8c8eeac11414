package io.github.claudebridge.journey;

import static io.github.claudebridge.testing.DiscordRig.ANN;
import static io.github.claudebridge.testing.DiscordRig.CHANNEL;
import static io.github.claudebridge.testing.DiscordRig.GUILD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.BridgeRig;
import io.github.claudebridge.testing.SocketHttp;
import io.github.claudebridge.testing.twin.DiscordTwin;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a person does on the machine: the real {@code bin/vai} and {@code bin/dp}, the demo agent.
 */
class VaiJourneyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private Path root;
  private Map<String, String> environment;
  private BridgeRig rig;

  @BeforeEach
  void open() throws Exception {
    root = Files.createTempDirectory("cdv");
    Path home = Files.createDirectories(root.resolve("home"));
    environment = new LinkedHashMap<>();
    environment.put("HOME", home.toString());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    Map<String, String> host = new LinkedHashMap<>(environment);
    host.put("CLAUDE_CONFIG_DIR", home.resolve(".claude").toString());
    rig = new BridgeRig(
            root,
            "sessions:\n  agent: demo\nagents:\n  demo:\n    command: "
                + Path.of("bin/demo-agent").toAbsolutePath()
                + "\n",
            host,
            null);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void theFirstStartHasASessionToTalkTo() throws Exception {
    rig.open();
    awaitState(1, "idle");
    assertThat(vai("chat", "1").fed("echo hello from a pipe").run(0)).contains("hello from a pipe");
    assertThat(vai("messages", "1").run(0)).contains("answered");
    assertThat(vai("status", "1").run(0)).contains("local-1").contains("idle");
    assertThat(vai("list-sessions", "--json").run(0)).contains("\"session\" : 1");
    await()
        .untilAsserted(
            () ->
                assertThat(vai("hooks", "1").run(0))
                    .contains("UserPromptSubmit", "echo hello from a pipe", "Stop"));
    assertThat(vai("hooks", "1", "--limit", "1", "--json").run(0))
        .contains("\"hook_event_name\" : \"Stop\"")
        .doesNotContain("UserPromptSubmit");
    assertThat(vai("hooks", "2").run(1)).contains("no session 2");
    assertThat(vai("hooks", "1", "--limit", "0").run(2)).contains("1 to 1000");
  }

  @Test
  void whatTheAgentAsksIsAnsweredFromAShell() throws Exception {
    rig.open();
    awaitState(1, "idle");
    vai("send", "1", "ask").run(0);
    awaitState(1, "waiting");
    assertThat(vai("questions").run(0))
        .contains("permission: open", "rm -rf ./demo-folder", "vai answer 1 once | deny");
    assertThat(vai("answer", "1", "always").run(1)).contains("answer with one of once, deny");
    vai("answer", "1", "once").run(0);
    awaitState(1, "idle");
    assertThat(vai("questions", "1").run(0)).contains("Nobody asks anything");
    assertThat(vai("chat", "1", "--last", "9").fed("echo x").run(0)).contains("x");
    vai("send", "1", "ask").run(0);
    awaitState(1, "waiting");
    vai("answer", "1", "deny", "--reason", "not today").run(0);
    awaitState(1, "idle");
    String posts = new io.github.claudebridge.testing.SocketHttp(rig.layout().socket())
            .get("/v1/sessions/1/posts");
    assertThat(posts)
        .contains(
            "allowed once · vai", "denied, “not today” · vai", "you allowed it", "so I leave it");
  }

  @Test
  void sessionsComeAndGoWithoutARestart() throws Exception {
    rig.open();
    Path work = Files.createDirectories(root.resolve("work here"));
    vai("add-session", "local", "--name", "second", "--dir", work.toString()).run(0);
    awaitState(2, "idle");
    assertThat(rig.tmux("list-sessions")).contains("claude-session-2:");
    vai("stop", "2").run(0);
    assertThat(rig.tmux("list-sessions")).doesNotContain("claude-session-2:");
    vai("recover", "2").run(0);
    awaitState(2, "idle");
    vai("remove-session", "2", "--yes").run(0);
    assertThat(rig.tmux("list-sessions")).doesNotContain("claude-session-2:");
    assertThat(vai("list-sessions").run(0)).doesNotContain("second");
    assertThat(vai("status", "2").run(1)).contains("no session 2");
  }

  @Test
  void aHandEditIsTakenUpAndABrokenOneRefused() throws Exception {
    rig.open();
    awaitState(1, "idle");
    Path file = rig.layout().bindings();
    String good =
        """
        {"version": 1, "sessions": {
          "1": {"channel": "local-1", "name": "first", "directory": "%s", "agent": "demo"},
          "3": {"channel": "local-3", "name": "third", "directory": "%s", "agent": "demo"}}}
        """
            .formatted(root, root);
    Files.writeString(file, good);
    awaitState(3, "idle");
    Files.writeString(file, good.replace("\"local-3\"", "\"local-1\""));
    assertThat(vai("list-sessions").run(0)).contains("local-3");
    assertThat(vai("chat", "3").fed("echo still here").run(0)).contains("still here");
  }

  @Test
  void dpPostsAndTellsWhatIsWrong() throws Exception {
    rig.open();
    awaitState(1, "idle");
    environment.put("CLAUDE_BRIDGE_SOCKET", rig.layout().socket().toString());
    command("bin/dp", "1", "-").fed("日本語と `code`").run(0);
    assertThat(vai("chat", "1").fed("echo x").run(0)).isNotEmpty();
    assertThat(new io.github.claudebridge.testing.SocketHttp(rig.layout().socket())
            .get("/v1/sessions/1/posts"))
        .contains("日本語と `code`");
    assertThat(command("bin/dp", "9", "hello").run(1)).contains("no session 9");
    assertThat(command("bin/dp", "1", "--file", "/no/such").run(1)).contains("/no/such");
    rig.stop();
    assertThat(command("bin/dp", "1", "hello").run(69)).contains("not running");
    assertThat(vai("send", "1", "hello").run(69)).contains("not running");
  }

  @Test
  void setupAndDoctorTalkToDiscordItself() throws Exception {
    try (DiscordTwin twin = DiscordTwin.start()) {
      twin.guild(GUILD, "Test guild").channel(GUILD, CHANNEL, "dev").user(ANN, "Ann");
      environment.put("CLAUDE_BRIDGE_DISCORD_REST_URL", twin.restUrl());
      environment.put("CLAUDE_BRIDGE_SESSIONS_AGENT", "demo");
      Path fresh = Files.createDirectories(root.resolve("fresh"));
      Files.createSymbolicLink(fresh.resolve("bin"), Path.of("bin").toAbsolutePath());
      Files.createDirectories(fresh.resolve("config"));
      Files.copy(
          Path.of("config/bridge.example.yaml"), fresh.resolve("config/bridge.example.yaml"));
      String said =
          vaiIn(
                  fresh,
                  "setup",
                  "--guild",
                  GUILD,
                  "--channel",
                  CHANNEL,
                  "--user",
                  ANN,
                  "--directory",
                  root.toString(),
                  "--yes")
              .fed(twin.token())
              .run(0);
      assertThat(said).contains("oauth2/authorize").doesNotContain(twin.token());
      assertThat(Files.readString(fresh.resolve(".env"))).contains(twin.token());
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(fresh.resolve(".env"))))
          .isEqualTo("rw-------");
      assertThat(Files.readString(fresh.resolve("config/bridge.yaml")))
          .contains(GUILD)
          .contains(ANN);
      assertThat(Files.readString(fresh.resolve("config/sessions.json"))).contains(CHANNEL);
      String checked = vaiIn(fresh, "doctor").run(-1);
      assertThat(checked).contains("all permissions are there").doesNotContain(twin.token());
      Files.delete(fresh.resolve(".env"));
      assertThat(
              vaiIn(fresh, "setup", "--guild", GUILD, "--channel", CHANNEL, "--user", ANN, "--yes")
                  .fed("not-a-token-at-all")
                  .run(1))
          .containsIgnoringCase("token");
    }
  }

  private void awaitState(int session, String state) {
    new SocketHttp(rig.layout().socket()).awaitState(session, state);
  }

  private Run vai(String... words) {
    return vaiIn(rig.project(), words);
  }

  private Run vaiIn(Path project, String... words) {
    List<String> command = new ArrayList<>(List.of("bin/vai", "--project", project.toString()));
    command.addAll(List.of(words));
    return new Run(command, environment, "");
  }

  private Run command(String... words) {
    return new Run(List.of(words), environment, "");
  }

  /** One run of a program as a person would start it. */
  private record Run(List<String> command, Map<String, String> environment, String input) {
    Run fed(String text) {
      return new Run(command, environment, text);
    }

    /** What it said on both streams; -1 for any exit code. */
    String run(int expected) throws Exception {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      if (expected >= 0) {
        assertThat(process.exitValue()).as("%s said: %s", command, said).isEqualTo(expected);
      }
      return said;
    }
  }
}
