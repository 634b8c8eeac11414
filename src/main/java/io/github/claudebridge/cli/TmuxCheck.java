package io.github.claudebridge.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Whether the tmux server of the sessions answers on its socket. */
final class TmuxCheck implements Check {
  private static final String NAME = "tmux socket";

  /** What tmux says where no server runs (2.9 and later). */
  private static final Pattern NO_SERVER =
      Pattern.compile("no server running|No such file or directory|Connection refused");

  @Override
  public List<Finding> look(Patient patient) {
    var tmux = patient.settings().tmux();
    var said =
        patient.run(tmux.command(), "-L", tmux.socket(), "list-sessions", "-F", "#S").orElse(null);
    if (said == null) {
      return List.of(); // the check of the tools says that there is no tmux
    }
    if (said.timedOut()) {
      return List.of(
          Finding.fail(
              NAME,
              tmux.socket() + ": its server does not answer",
              "end it, with its sessions: pkill -KILL -f 'tmux .*-L " + tmux.socket() + "'"));
    }
    if (said.succeeded()) {
      var sessions =
          said.out().lines().filter(line -> line.matches("claude-session-\\d+")).count();
      return List.of(
          Finding.ok(NAME, "%s answers; panes of sessions: %d".formatted(tmux.socket(), sessions)));
    }
    if (NO_SERVER.matcher(said.err()).find()) {
      return List.of(Finding.ok(NAME, tmux.socket() + " is free; the bridge starts its server"));
    }
    return List.of(
        Finding.fail(
            NAME,
            tmux.socket() + ": " + said.err().strip(),
            "make tmux's folder your own (mode 0700), or set tmux.socket to another name"));
  }
}
