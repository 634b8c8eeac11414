package io.github.claudebridge.app;

import java.util.Map;
import java.util.TreeMap;

/** The environment of our tmux server, which every pane inherits: a few names, and no secret. */
final class TmuxEnvironment {
  private static final java.util.List<String> NAMES =
      java.util.List.of("HOME", "USER", "LOGNAME", "SHELL", "TZ", "TMPDIR", "TMUX_TMPDIR");

  private TmuxEnvironment() {}

  static Map<String, String> of(Map<String, String> host) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : NAMES) {
      if (host.containsKey(name)) {
        environment.put(name, host.get(name));
      }
    }
    environment.put("PATH", host.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    environment.put("LANG", "C.UTF-8");
    environment.put("TERM", "xterm-256color");
    return environment;
  }
}
