package io.github.claudebridge.cli;

import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.process.ProgramResult;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bridge that {@code vai doctor} looks at.
 *
 * @param settings its settings; where they are wrong, the usual ones
 * @param wrong what is wrong in the settings and {@code .env}
 * @param env its environment, with what {@code .env} adds
 * @param token the bot's token, or null
 */
record Patient(
    BridgeHome home,
    Layout layout,
    Settings settings,
    List<String> wrong,
    Map<String, String> env,
    @Nullable Secret token,
    TokenProbe probe) {

  /** Runs a program for its version or the like; empty if it cannot be started. */
  Optional<ProgramResult> run(String... command) {
    try {
      return Optional.of(Programs.run(List.of(command), env, Duration.ofSeconds(10)));
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  Path userHome() {
    return Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
  }
}
