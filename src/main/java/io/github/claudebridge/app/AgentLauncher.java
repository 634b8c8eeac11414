package io.github.claudebridge.app;

import io.github.claudebridge.access.HookTokens;
import io.github.claudebridge.claude.AgentEnvironment;
import io.github.claudebridge.claude.ClaudeLaunch;
import io.github.claudebridge.claude.PermissionModes;
import io.github.claudebridge.claude.Transcript;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.engine.tmux.Launcher;
import io.github.claudebridge.model.Binding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Prepares the start of a session's agent from the settings, and writes the files it needs. */
final class AgentLauncher implements Launcher {

  /** The agent waits for an answer for longer than the bridge does, which denies it in time. */
  private static final Duration SPARE = Duration.ofHours(1);

  private final Settings settings;
  private final Layout layout;
  private final Path binFolder;
  private final HookTokens tokens;
  private final IntSupplier hookPort;
  private final Map<String, String> hostEnvironment;
  private final AgentHelp help = new AgentHelp();
  private volatile @Nullable MemoryDoor door;

  AgentLauncher(
      Settings settings,
      Layout layout,
      HookTokens tokens,
      IntSupplier hookPort,
      Map<String, String> hostEnvironment) {
    this.settings = settings;
    this.layout = layout;
    this.binFolder = layout.project().resolve("bin");
    this.tokens = tokens;
    this.hookPort = hookPort;
    this.hostEnvironment = Map.copyOf(hostEnvironment);
  }

  /** From now on agents are started only where there is room for them. */
  void behind(MemoryDoor memory) {
    door = memory;
  }

  @Override
  public void admit(Engine.Order order) throws EngineException {
    MemoryDoor memory = door;
    if (memory != null) {
      memory.admit(order.binding());
    }
  }

  @Override
  public Run prepare(Engine.Order order) throws EngineException {
    Binding binding = order.binding();
    Settings.Agent agent = settings.agents().get(binding.agent());
    if (agent == null) {
      throw new EngineException(
          "agent '" + binding.agent() + "' of session " + binding.session() + " is not described"
              + " under agents in the settings; describe it, or change config/sessions.json");
    }
    try {
      ClaudeLaunch launch = launch(order, agent);
      ClaudeLaunch.Launch composed = launch.compose(hostEnvironment);
      write(composed.settingsFile(), composed.settingsJson());
      write(composed.headerFile(), composed.headerText());
      Map<String, String> environment = new TreeMap<>(composed.environment());
      environment.put("CLAUDE_BRIDGE_EXIT", launch.exitPrefix().toString());
      List<String> command = new ArrayList<>();
      command.add(binFolder.resolve("agent-run").toString());
      command.addAll(composed.argv());
      return new Run(
          command,
          environment,
          launch.permissionMode(),
          Transcript.file(
              configFolder(environment), binding.directory(), order.conversation()),
          launch.exitPrefix());
    } catch (IOException | IllegalArgumentException e) {
      throw new EngineException(
          "session " + binding.session() + " cannot be prepared: " + e.getMessage(), e);
    }
  }

  private ClaudeLaunch launch(Engine.Order order, Settings.Agent agent) throws IOException {
    Binding binding = order.binding();
    String model = binding.model() == null ? agent.model() : binding.model();
    String mode =
        binding.permissionMode() == null ? agent.permissionMode() : binding.permissionMode();
    return new ClaudeLaunch(
        List.of(agent.command()),
        binding.session(),
        UUID.fromString(order.conversation()),
        order.resume(),
        model,
        PermissionModes.fitting(
            help.of(agent.command(), environment(agent, binding.session())),
            mode == null ? "manual" : mode),
        agent.args(),
        agent.env(),
        URI.create("http://127.0.0.1:" + hookPort.getAsInt() + "/hooks/" + binding.session()),
        tokens.of(binding.session()),
        layout.socket(),
        layout.run(),
        binFolder,
        layout.attachments().resolve("session_" + binding.session()),
        binding.name(),
        settings.questions().expireAfter().plus(SPARE));
  }

  private Map<String, String> environment(Settings.Agent agent, int session) {
    return AgentEnvironment.of(
        hostEnvironment, agent.env(), session, layout.socket(), binFolder);
  }

  /** Where an agent with this environment keeps its status and transcripts. */
  static Path configFolder(Map<String, String> environment) {
    String configured = environment.get("CLAUDE_CONFIG_DIR");
    return configured != null && !configured.isBlank()
        ? Path.of(configured)
        : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".claude");
  }

  private static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, text, StandardOpenOption.WRITE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
