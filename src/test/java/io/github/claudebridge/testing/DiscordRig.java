package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.testing.twin.DiscordTwin;
import io.github.claudebridge.testing.twin.TwinPost;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The whole journey on real parts: the real JDA against the Discord twin, the bridge, a tmux server
 * of its own, and the real Claude Code against the model stub. One channel, two people who are
 * heard, one who is not.
 */
public final class DiscordRig implements AutoCloseable {
  public static final String GUILD = "700000000000000001";
  public static final String CHANNEL = "710000000000000001";
  public static final String ANN = "720000000000000001";
  public static final String BEN = "720000000000000002";
  public static final String STRANGER = "720000000000000009";

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final String verbosity;
  private final Path root;
  private final ModelStub model = ModelStub.start();
  private final DiscordTwin twin = DiscordTwin.start();
  private final ClaudeHome home;
  private final BridgeRig bridge;

  /** Everything set up, and nothing started. */
  public DiscordRig() throws Exception {
    this("");
  }

  /** Everything set up with more settings, in YAML. */
  public DiscordRig(String moreYaml) throws Exception {
    this(moreYaml, "");
  }

  /** Everything set up with more settings, for an agent that is logged in to an account. */
  public static DiscordRig ofSubscriber(String moreYaml) throws Exception {
    return new DiscordRig(moreYaml, "", Verbosity.QUIET, true);
  }

  /** Everything set up with more settings, those under {@code discord} with their indent. */
  public DiscordRig(String moreYaml, String moreDiscord) throws Exception {
    this(moreYaml, moreDiscord, Verbosity.QUIET, false);
  }

  /** Everything set up, and more than the answers is shown. */
  public DiscordRig(Verbosity verbosity) throws Exception {
    this("", "", verbosity, false);
  }

  private DiscordRig(
      String moreYaml, String moreDiscord, Verbosity verbosity, boolean subscriber)
      throws Exception {
    this.verbosity = verbosity.word();
    Path claude = ClaudeInstall.required();
    root = Files.createTempDirectory("cdb");
    home = ClaudeHome.untrusted(root, model.uri());
    twin.guild(GUILD, "Test guild")
        .channel(GUILD, CHANNEL, "dev")
        .user(ANN, "Ann")
        .user(BEN, "Ben")
        .user(STRANGER, "Mallory");
    bridge =
        new BridgeRig(
                root,
                yaml(claude, moreDiscord, subscriber) + moreYaml,
                home.environment(),
                twin.token())
            .bindings(bindings());
  }

  private String yaml(Path claude, String moreDiscord, boolean subscriber) {
    Map<String, String> env = new LinkedHashMap<>(home.environment());
    env.keySet().removeAll(List.of("PATH", "TERM"));
    if (subscriber) { // by a token that is none, so that the limits of plans apply
      env.remove("ANTHROPIC_API_KEY");
      env.put("CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-" + ClaudeHome.DUMMY_KEY);
    }
    StringBuilder yaml = new StringBuilder();
    yaml.append("discord:\n  guild: \"").append(GUILD).append("\"\n");
    yaml.append("  rest-url: ").append(twin.restUrl()).append('\n');
    yaml.append("  gateway-url: ").append(twin.gatewayUrl()).append('\n');
    yaml.append("  cdn-url: ").append(twin.cdnUrl()).append('\n');
    yaml.append(moreDiscord);
    yaml.append("replies:\n  verbosity: ").append(verbosity).append('\n');
    yaml.append("access:\n  users: [\"").append(ANN).append("\", \"").append(BEN).append("\"]\n");
    yaml.append("agents:\n  claude:\n    command: ").append(claude).append("\n    env:\n");
    env.forEach((k, v) -> yaml.append("      ").append(k).append(": \"").append(v).append("\"\n"));
    return yaml.toString();
  }

  private String bindings() {
    return """
        {"version": 1, "sessions": {"1": {"channel": "%s", "name": "dev",
          "directory": "%s", "agent": "claude"}}}
        """
        .formatted(CHANNEL, home.project());
  }

  /** Starts the bridge and waits until it is connected and its session is idle. */
  public DiscordRig open() throws Exception {
    bridge.open();
    twin.awaitConnected(true, PATIENCE);
    awaitState("idle");
    return this;
  }

  public ModelStub model() {
    return model;
  }

  public DiscordTwin twin() {
    return twin;
  }

  public ClaudeHome home() {
    return home;
  }

  public BridgeRig bridge() {
    return bridge;
  }

  public SocketHttp api() {
    return new SocketHttp(bridge.layout().socket());
  }

  /** Waits until session 1 is in a state. */
  public void awaitState(String state) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              String now = api().get("/v1/sessions/1");
              assertThat(now)
                  .as("the screen:%n%s", screen())
                  .contains("\"state\":\"" + state + "\"");
            });
  }

  /** Waits for a post of the bot in the channel that fits. */
  public TwinPost awaitPost(Predicate<TwinPost> fits) {
    return twin.awaitPost(CHANNEL, fits, PATIENCE);
  }

  /** Waits for a post of the bot in the channel with a text in it. */
  public TwinPost awaitPost(String text) {
    return awaitPost(p -> p.content().contains(text));
  }

  /** Waits until a message shows that it was answered. */
  public void awaitAnswered(String messageId) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(twin.reactions(messageId).keySet())
                    .as("the screen:%n%s", screen())
                    .contains("✅"));
  }

  /** What stands on the pane of session 1. */
  public String screen() throws Exception {
    return bridge.tmux("capture-pane", "-p", "-t", "=claude-session-1:");
  }

  /** Ends everything, and fails if the bridge has done what Discord does not allow. */
  public void closeChecked() throws Exception {
    try {
      assertThat(twin.violations()).isEmpty();
    } finally {
      close();
    }
  }

  @Override
  public void close() throws Exception {
    try {
      bridge.close();
    } finally {
      twin.close();
      model.close();
      awaitNoAgent();
      delete();
    }
  }

  private void awaitNoAgent() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(
                        p -> p.info().commandLine().orElse("").contains(root.toString())));
  }

  private void delete() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
