package io.github.claudebridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  private static final Map<String, String> HOME = Map.of("HOME", "/home/ann");

  @TempDir Path project;

  @Test
  void aMissingFileMeansDefaults() throws Exception {
    var settings = new SettingsReader(project, HOME).read();
    assertThat(settings).isEqualTo(new SettingsReader(project, HOME).defaults());
    assertThat(settings.sessions().directory()).isEqualTo(Path.of("/home/ann"));
    assertThat(settings.discord().guild()).isNull();
    assertThat(settings.agents().get("claude").slashCommands()).contains("compact");
  }

  @Test
  void theFileIsRead() throws Exception {
    Files.createDirectories(project.resolve("config"));
    Files.writeString(
        project.resolve("config/bridge.yaml"),
        """
        discord:
          guild: 123456789012345678
          rest-url: http://127.0.0.1:9/api/v10/
        access:
          users: [1, "2"]
        sessions:
          queue: steer
          directory: ~/work
        agents:
          claude:
            model: opus
            env: {FOO: bar}
          codex:
            command: codex
        attachments:
          max-size: 3MB
          timeout: 5s
        replies:
          typing: false
        state-dir: elsewhere
        tmux:
        """);
    var settings = new SettingsReader(project, HOME).read();
    assertThat(settings.discord().guild()).isEqualTo("123456789012345678");
    assertThat(settings.discord().restUrl()).isEqualTo(URI.create("http://127.0.0.1:9/api/v10/"));
    assertThat(settings.access().users()).containsExactlyInAnyOrder("1", "2");
    assertThat(settings.sessions().queue()).isEqualTo(Settings.Queue.STEER);
    assertThat(settings.sessions().directory()).isEqualTo(Path.of("/home/ann/work"));
    var claude = settings.agents().get("claude");
    assertThat(claude.model()).isEqualTo("opus");
    assertThat(claude.permissionMode()).isEqualTo("manual");
    assertThat(claude.env()).isEqualTo(Map.of("FOO", "bar"));
    assertThat(settings.agents().get("codex").command()).isEqualTo("codex");
    assertThat(settings.attachments().maxSize()).isEqualTo(new ByteSize(3 << 20));
    assertThat(settings.attachments().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.replies().typing()).isFalse();
    assertThat(settings.stateDir()).isEqualTo(project.resolve("elsewhere"));
  }

  @Test
  void theEnvironmentWins() throws Exception {
    var env = new HashMap<>(HOME);
    env.put("CLAUDE_BRIDGE_DISCORD_REST_URL", "http://127.0.0.1:1/");
    env.put("CLAUDE_BRIDGE_STATE_DIR", "/s");
    env.put("CLAUDE_BRIDGE_ACCESS_ROLES", "7, 8");
    env.put("CLAUDE_BRIDGE_AGENTS_CLAUDE_ENV_Foo", "kept");
    env.put("CLAUDE_BRIDGE_AGENTS_CLAUDE_ARGS", "--verbose,--debug");
    env.put("CLAUDE_BRIDGE_TMUX_WIDTH", "120");
    var settings = new SettingsReader(project, env).parse("x.yaml", "tmux: {width: 90}");
    assertThat(settings.discord().restUrl()).isEqualTo(URI.create("http://127.0.0.1:1/"));
    assertThat(settings.stateDir()).isEqualTo(Path.of("/s"));
    assertThat(settings.access().roles()).isEqualTo(Set.of("7", "8"));
    assertThat(settings.agents().get("claude").env()).isEqualTo(Map.of("Foo", "kept"));
    assertThat(settings.agents().get("claude").args()).containsExactly("--verbose", "--debug");
    assertThat(settings.tmux().width()).isEqualTo(120);
  }

  @Test
  void valuesTakeVariables() throws Exception {
    var env = new HashMap<>(HOME);
    env.put("SOCK", "mine");
    var settings =
        new SettingsReader(project, env)
            .parse(
                "x.yaml",
                """
                tmux: {socket: "${SOCK}", width: "${NONE:-99}"}
                agents: {claude: {args: ["$${SOCK}", "a${SOCK}b"]}}
                """);
    assertThat(settings.tmux().socket()).isEqualTo("mine");
    assertThat(settings.tmux().width()).isEqualTo(99);
    assertThat(settings.agents().get("claude").args()).containsExactly("${SOCK}", "amineb");
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlace() {
    var env = new HashMap<>(HOME);
    env.put("CLAUDE_BRIDGE_TMUX_HEIGHT", "tall");
    var reader = new SettingsReader(project, env);
    var yaml =
        """
        discord:
          gild: 1
          identify-budget: 5000
        access:
          users: ann
          roles: [admin]
        sesions: {}
        tmux:
          width: wide
          socket: a/b
        replies: {language: fr, typing: 1}
        attachments: {timeout: 30, max-size: [1]}
        sessions: {agent: clod}
        agents:
          other: {model: x}
          claude: {model: "${NOT_SET}", modle: x}
        """;
    var wrong =
        catchThrowableOfType(
            BadSettingsException.class, () -> reader.parse("config/bridge.yaml", yaml));
    assertThat(wrong.problems())
        .containsExactlyInAnyOrder(
            "config/bridge.yaml:2:3: unknown key 'discord.gild'; did you mean 'discord.guild'?",
            "config/bridge.yaml:3:20: discord.identify-budget: 5000 is out of range; from 1 to 900"
                + " is allowed",
            "config/bridge.yaml:5:10: access.users: a list such as [one, two] expected, found"
                + " 'ann'",
            "config/bridge.yaml:6:11: access.roles: 'admin' is not a Discord id (digits only; copy"
                + " it in developer mode)",
            "config/bridge.yaml:7:1: unknown key 'sesions'; did you mean 'sessions'?",
            "config/bridge.yaml:9:10: tmux.width: 'wide' is not a whole number",
            "config/bridge.yaml:10:11: tmux.socket: 'a/b' is not a name of letters, digits, - and"
                + " _ (at most 40)",
            "config/bridge.yaml:11:21: replies.language: 'fr' is not one of en, ja",
            "config/bridge.yaml:11:33: replies.typing: '1' is not true or false",
            "config/bridge.yaml:12:24: attachments.timeout: '30' is not a duration like 500ms,"
                + " 30s, 5m, 24h or 7d",
            "config/bridge.yaml:12:38: attachments.max-size: one value expected, found a list",
            "config/bridge.yaml:15:3: agents.other: the key 'command' is missing",
            "config/bridge.yaml:16:19: agents.claude.model: the environment has no NOT_SET; set"
                + " it, or write ${NOT_SET:-default}",
            "config/bridge.yaml:16:33: unknown key 'agents.claude.modle'; did you mean"
                + " 'agents.claude.model'?",
            "CLAUDE_BRIDGE_TMUX_HEIGHT: 'tall' is not a whole number",
            "config/bridge.yaml: sessions.agent: there is no agent 'clod'; known: claude, demo,"
                + " other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tmux: {width: 1'|x.yaml:1",
        "'tmux: 1'|x.yaml:1:7: tmux: keys expected, found '1'",
        "'- a'|x.yaml:1:1: keys expected, found a list",
        "'log: {level: info}\nlog: {}'|x.yaml:2:1: the key 'log' stands twice",
        "'tmux: &a {}\nlog: *a'|x.yaml:2:6: aliases (*name) are not read here",
      })
  void aFileThatIsNoSettingsIsRefused(String yaml, String problem) {
    var reader = new SettingsReader(project, HOME);
    var wrong =
        catchThrowableOfType(BadSettingsException.class, () -> reader.parse("x.yaml", yaml));
    assertThat(wrong.problems()).first().asString().startsWith(problem);
  }

  @Test
  void theExampleIsTheDefaultsAndDocumentsEveryKey() throws Exception {
    var example = Files.readString(Path.of("config/bridge.example.yaml"));
    var reader = new SettingsReader(project, HOME);
    assertThat(reader.parse("example", example)).isEqualTo(reader.defaults());

    var everything = reader.parse("example", example.replaceAll("(?m)^( *)#(?=[a-z])", "$1"));
    assertThat(everything.discord().guild()).isNotNull();
    assertThat(everything.stateDir()).isNotNull();
    assertThat(everything.limits().quietHours()).isEqualTo("22:00-07:00");
    assertThat(everything.limits().zone()).hasToString("Europe/Berlin");
    assertThat(everything.agents().get("claude").model()).isNotNull();
    for (var key : KeyNames.all(Settings.class, "")) {
      var name = KeyNames.env(key.replace("*", "claude"));
      assertThat(example).as("the variable of %s", key).containsPattern(name + "\\b|" + name + "_");
      var last = key.substring(key.lastIndexOf('.') + 1);
      assertThat(example).as("the key %s", key).containsPattern("(?m)^ *#?" + last + ":");
    }
    assertThat(KeyNames.all(Settings.class, "")).hasSize(67).contains("agents.*.env");
  }

  @Test
  void sizesAndDurationsPrintAsTheyAreWritten() {
    for (var size : List.of("0B", "7B", "25MB", "1GB", "1536B")) {
      assertThat(ByteSize.parse(size)).hasToString(size);
    }
    for (var duration : List.of("0s", "500ms", "30s", "5m", "23h", "7d")) {
      assertThat(Durations.format(Durations.parse(duration))).isEqualTo(duration);
    }
  }
}
