package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bridge that a command is about, as its files tell.
 *
 * @param project the project directory
 * @param knownState the directory of the state if bin/vai already found it, else null
 * @param demo whether it is the demo's bridge
 * @param env the environment of the command
 */
record BridgeHome(Path project, @Nullable Path knownState, boolean demo, Map<String, String> env) {
  /** The tmux server of the demo, so that it meets no real session. */
  static final String DEMO_SOCKET = "claude-bridge-demo";

  /** Where everything lies. Reads the settings only if it must. */
  Layout layout() throws CliException {
    if (demo) {
      return new Layout(project, project.resolve("state").resolve("demo"));
    }
    return knownState == null
        ? Layout.of(project, settings().stateDir())
        : new Layout(project, knownState);
  }

  /**
   * The settings, with what {@code .env} and the environment say.
   *
   * @throws CliException with all that is wrong in them
   */
  Settings settings() throws CliException {
    try {
      return readSettings();
    } catch (BadSettingsException bad) {
      throw CliException.failed("the settings are wrong:", bad.problems().toArray(String[]::new));
    }
  }

  Settings readSettings() throws BadSettingsException {
    return new SettingsReader(project, environment()).read();
  }

  /** The environment with what {@code .env} adds, as the bridge will see it. */
  Map<String, String> environment() throws BadSettingsException {
    var all = new HashMap<>(DotEnv.over(project.resolve(".env"), env));
    if (demo) {
      all.remove(DotEnv.TOKEN);
      all.put("CLAUDE_BRIDGE_TMUX_SOCKET", DEMO_SOCKET);
      all.put("CLAUDE_BRIDGE_STATE_DIR", project.resolve("state").resolve("demo").toString());
    }
    return Map.copyOf(all);
  }

  /** Speaks to the running bridge. */
  BridgeClient client() throws CliException {
    return new BridgeClient(layout().socket(), startCommand());
  }

  String startCommand() {
    return "./start-bridge.sh" + (demo ? " --demo" : "");
  }

  /**
   * The bindings, to be read or edited while no bridge runs.
   *
   * @throws CliException if the file is wrong or out of reach
   */
  BindingStore bindings() throws CliException {
    var file = layout().bindings();
    try {
      Files.createDirectories(file.getParent());
      return new BindingStore(file, BindingDefaults.of(settings()));
    } catch (BadSettingsException bad) {
      throw CliException.failed("the bindings are wrong:", bad.problems().toArray(String[]::new));
    } catch (IOException broken) {
      throw CliException.failed(
          file + ": cannot be read: " + broken.getMessage(), "check who may read it: vai doctor");
    }
  }
}
