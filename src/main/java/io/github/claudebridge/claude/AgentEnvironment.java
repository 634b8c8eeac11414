package io.github.claudebridge.claude;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment an agent gets: a short list of the host's variables, what is configured for it,
 * and how to reach the bridge. Nothing else passes, so that no secret of ours does.
 */
public final class AgentEnvironment {
  private static final Set<String> FROM_HOST =
      Set.of("HOME", "USER", "LOGNAME", "SHELL", "TZ", "TMPDIR", "CLAUDE_CONFIG_DIR");
  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Ours or tmux's to set, or (CLAUDECODE) a sign that would make Claude Code refuse to start. */
  private static final Pattern RESERVED =
      Pattern.compile("CLAUDECODE|TMUX|TMUX_PANE|TERM|CLAUDE_BRIDGE_.*|DISCORD_BOT_TOKEN");

  private AgentEnvironment() {}

  /**
   * Composes the environment; sorted by name.
   *
   * @param host the bridge's own environment, of which only known names are taken
   * @param configured from the configuration; wins over the host's
   * @param binDir where {@code dp} is; comes first in PATH
   * @throws IllegalArgumentException if a configured name is not a name, or is reserved
   */
  public static Map<String, String> of(
      Map<String, String> host,
      Map<String, String> configured,
      int sessionNumber,
      Path socket,
      Path binDir) {
    Map<String, String> env = new TreeMap<>();
    host.forEach(
        (name, value) -> {
          if (FROM_HOST.contains(name)) {
            env.put(name, value);
          }
        });
    env.put("LANG", utf8(host.getOrDefault("LANG", "")));
    configured.forEach(
        (name, value) -> {
          check(name, value);
          env.put(name, value);
        });
    String path = configured.getOrDefault("PATH", host.getOrDefault("PATH", USUAL_PATH));
    env.put("PATH", binDir + ":" + path);
    env.put("CLAUDE_BRIDGE_SESSION", Integer.toString(sessionNumber));
    env.put("CLAUDE_BRIDGE_SOCKET", socket.toString());
    // The classic renderer: the pane keeps its scrollback and stays readable (2.1.329).
    env.put("CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN", "1");
    return env;
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "environment: \"" + name + "\" is not a variable's name; use letters, digits and _");
    }
    if (RESERVED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "environment: " + name + " is set by the bridge or must not reach an agent; remove it");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("environment: the value of " + name + " holds a NUL");
    }
  }

  private static String utf8(String lang) {
    String low = lang.toLowerCase(Locale.ROOT);
    return low.endsWith(".utf-8") || low.endsWith(".utf8") ? lang : "C.UTF-8";
  }
}
