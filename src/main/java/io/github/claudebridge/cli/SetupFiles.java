package io.github.claudebridge.cli;

import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files that {@code vai setup} writes: the token and the settings. */
final class SetupFiles {
  private final Path dotEnv;
  private final Path settings;
  private final Path example;
  private final Map<String, String> env;

  SetupFiles(Path project, Map<String, String> env) {
    dotEnv = project.resolve(".env");
    settings = project.resolve("config").resolve("bridge.yaml");
    example = project.resolve("config").resolve("bridge.example.yaml");
    this.env = env;
  }

  Path dotEnv() {
    return dotEnv;
  }

  Path settings() {
    return settings;
  }

  boolean haveSettings() {
    return Files.exists(settings);
  }

  /** Puts the token into {@code .env}; other lines of it stay. */
  void token(Secret token) throws IOException {
    var line = DotEnv.TOKEN + "=" + token.reveal();
    var before = Files.exists(dotEnv) ? Files.readString(dotEnv) : "";
    var after = new StringBuilder();
    var put = false;
    for (var each : before.lines().toList()) {
      var old = each.matches("\\s*(export\\s+)?" + DotEnv.TOKEN + "\\s*=.*");
      if (!old) {
        after.append(each).append('\n');
      } else if (!put) {
        after.append(line).append('\n');
        put = true;
      }
    }
    if (!put) {
      after.append(line).append('\n');
    }
    if (!after.toString().equals(before)) {
      PrivateText.write(dotEnv, after.toString());
    }
  }

  /**
   * Sets who is heard, and where; empty collections and null leave what is there.
   *
   * @throws CliException if the file would not be valid then; nothing is written
   */
  void heard(@Nullable String guild, Collection<String> users, Collection<String> roles)
      throws CliException, IOException {
    var before = Files.readString(Files.exists(settings) ? settings : example);
    var after = before;
    if (guild != null) {
      after = YamlEdit.set(after, "discord", "guild", '"' + guild + '"');
    }
    if (!users.isEmpty()) {
      after = YamlEdit.set(after, "access", "users", list(users));
    }
    if (!roles.isEmpty()) {
      after = YamlEdit.set(after, "access", "roles", list(roles));
    }
    if (after.equals(before) && Files.exists(settings)) {
      return;
    }
    check(after);
    PrivateText.write(settings, after);
  }

  private void check(String text) throws CliException, IOException {
    var place = Files.createTempDirectory("vai-setup");
    var copy = Files.createDirectory(place.resolve("config")).resolve("bridge.yaml");
    try {
      Files.writeString(copy, text);
      new SettingsReader(place, env).read();
    } catch (BadSettingsException bad) {
      throw CliException.failed(
          settings + " cannot be changed by itself:", bad.problems().toArray(String[]::new));
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(copy.getParent());
      Files.deleteIfExists(place);
    }
  }

  private static String list(Collection<String> ids) {
    return ids.stream()
        .sorted()
        .map(id -> '"' + id + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
