package io.github.claudebridge.app;

import io.github.claudebridge.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Where the agents of these settings keep their status files and transcripts. */
final class AgentFolders {
  private final Settings settings;
  private final Map<String, String> hostEnvironment;

  AgentFolders(Settings settings, Map<String, String> hostEnvironment) {
    this.settings = settings;
    this.hostEnvironment = hostEnvironment;
  }

  Set<Path> all() {
    Set<Path> folders = new LinkedHashSet<>();
    for (Settings.Agent agent : settings.agents().values()) {
      Map<String, String> environment = new HashMap<>(hostEnvironment);
      environment.putAll(agent.env());
      folders.add(AgentLauncher.configFolder(environment));
    }
    return folders;
  }
}
