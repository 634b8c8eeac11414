package io.github.claudebridge.testing;

import io.github.claudebridge.app.Bridge;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A whole bridge in this JVM on a project directory of its own, with a tmux server of its own. It
 * can be closed and opened again on the same state, as a restart would.
 */
public final class BridgeRig implements AutoCloseable {
  private final Path project;
  private final Map<String, String> environment;
  private final @Nullable Secret token;
  private final String socket;
  private final Path tmuxFolder;
  private InstantSource clock = InstantSource.system();
  private @Nullable Bridge bridge;
  private @Nullable Layout layout;

  /**
   * A bridge that is not running yet.
   *
   * @param root a folder of the test's own, short enough for a Unix socket
   * @param yaml the settings
   * @param host the environment of the bridge; HOME and PATH at least
   * @param token Discord's token, or null
   */
  public BridgeRig(Path root, String yaml, Map<String, String> host, @Nullable String token)
      throws Exception {
    this.project = Files.createDirectories(root.resolve("bridge"));
    this.socket = "t" + UUID.randomUUID().toString().substring(0, 8);
    this.tmuxFolder = Files.createDirectories(root.resolve("tmux"));
    this.token = token == null ? null : new Secret(token);
    Files.createDirectories(project.resolve("config"));
    Files.createSymbolicLink(project.resolve("bin"), Path.of("bin").toAbsolutePath());
    Files.writeString(project.resolve("config/bridge.yaml"), yaml);
    this.environment = new LinkedHashMap<>(host);
    environment.put("TMUX_TMPDIR", tmuxFolder.toString());
    environment.put("CLAUDE_BRIDGE_TMUX_SOCKET", socket);
  }

  /** Writes the bindings; a running bridge takes them up by itself. */
  public BridgeRig bindings(String json) throws Exception {
    Files.writeString(project.resolve("config/sessions.json"), json);
    return this;
  }

  /** The clock that it goes by from its next start on. */
  public BridgeRig clock(InstantSource given) {
    clock = given;
    return this;
  }

  /** Changes the settings; a bridge takes them up at its next start. */
  public BridgeRig setting(String before, String after) throws Exception {
    Path file = project.resolve("config/bridge.yaml");
    Files.writeString(file, Files.readString(file).replace(before, after));
    return this;
  }

  /** Starts the bridge. */
  public BridgeRig open() throws Exception {
    Settings settings = new SettingsReader(project, environment).read();
    layout = Layout.of(project, settings.stateDir());
    layout.prepare();
    bridge =
        new Bridge(
            new Bridge.Start(
                settings, layout, token, environment, clock, () -> {}, null));
    bridge.run(Set.of());
    return this;
  }

  /** Stops the bridge; its agents go on. */
  public void stop() throws Exception {
    if (bridge != null) {
      bridge.close();
      bridge = null;
    }
  }

  /** The running bridge. */
  public Bridge bridge() {
    if (bridge == null) {
      throw new IllegalStateException("the bridge is stopped");
    }
    return bridge;
  }

  /** Where everything of it lies. */
  public Layout layout() {
    if (layout == null) {
      throw new IllegalStateException("the bridge was never started");
    }
    return layout;
  }

  /** The project directory. */
  public Path project() {
    return project;
  }

  /** Runs tmux on the bridge's own server, as a person at the terminal would. */
  public String tmux(String... arguments) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>();
    command.add("tmux");
    command.add("-L");
    command.add(socket);
    command.addAll(java.util.List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TMUX_TMPDIR", tmuxFolder.toString());
    Process process = builder.start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }

  @Override
  public void close() throws Exception {
    stop();
    tmux("kill-server");
  }
}
