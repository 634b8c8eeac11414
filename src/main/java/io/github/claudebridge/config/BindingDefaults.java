package io.github.claudebridge.config;

import java.nio.file.Path;

/**
 * What a binding has where the file says nothing.
 *
 * @param directory where the agent works, absolute
 * @param agent the agent's name
 */
public record BindingDefaults(Path directory, String agent) {
  /** What the settings say about new sessions. */
  public static BindingDefaults of(Settings settings) {
    return new BindingDefaults(settings.sessions().directory(), settings.sessions().agent());
  }
}
