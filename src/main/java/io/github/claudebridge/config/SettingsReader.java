package io.github.claudebridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Settings} from {@code config/bridge.yaml} and the environment. A missing file means
 * defaults. A variable named after a key ({@code CLAUDE_BRIDGE_DISCORD_REST_URL} for {@code
 * discord.rest-url}) wins over the file; lists are written with commas there.
 */
public final class SettingsReader {
  private static final String FILE = "config/bridge.yaml";

  private final Path project;
  private final Map<String, String> env;

  /**
   * @param project the project directory
   * @param env the environment, possibly with what {@link DotEnv} adds
   */
  public SettingsReader(Path project, Map<String, String> env) {
    this.project = project.toAbsolutePath().normalize();
    this.env = Map.copyOf(env);
  }

  /**
   * Reads the file of the project directory.
   *
   * @throws BadSettingsException with everything that is wrong, each with its place and mend
   */
  public Settings read() throws BadSettingsException {
    var path = project.resolve(FILE);
    try {
      return parse(FILE, Files.readString(path));
    } catch (NoSuchFileException none) {
      return parse(FILE, "");
    } catch (IOException broken) {
      throw new BadSettingsException(List.of(path + ": cannot be read: " + broken.getMessage()));
    }
  }

  /** The settings of a bridge whose operator wrote none, in this environment's home. */
  public Settings defaults() {
    return Defaults.of(home());
  }

  /**
   * Reads settings from a text.
   *
   * @param file the name of the text in messages
   */
  Settings parse(String file, String yaml) throws BadSettingsException {
    var binder = new SettingsBinder(file, env, new ScalarReader(project, home()));
    var settings = binder.record(Settings.class, NodeReader.yaml(file, yaml), defaults(), "");
    var agents = settings.agents().keySet();
    if (!agents.contains(settings.sessions().agent())) {
      binder
          .problems()
          .add(
              "%s: sessions.agent: there is no agent '%s'; known: %s"
                  .formatted(
                      file,
                      settings.sessions().agent(),
                      String.join(", ", agents.stream().sorted().toList())));
    }
    if (!binder.problems().isEmpty()) {
      throw new BadSettingsException(binder.problems());
    }
    return settings;
  }

  private Path home() {
    @Nullable String home = env.get("HOME");
    return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home)
        .toAbsolutePath()
        .normalize();
  }
}
