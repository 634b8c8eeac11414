package io.github.claudebridge.cli;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.process.ProgramResult;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The pane of a session, asked of tmux itself: it needs no bridge. */
final class SessionPane {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Settings.Tmux tmux;
  private final Map<String, String> env;
  private final String target;

  SessionPane(Settings.Tmux tmux, Map<String, String> env, int number) {
    this.tmux = tmux;
    this.env = env;
    // The = asks for this very name: without it claude-session-1 is also claude-session-10.
    target = "=claude-session-" + number;
  }

  /** What tmux calls it, and nothing else. */
  String target() {
    return target;
  }

  boolean runs() throws CliException {
    return ask("has-session").succeeded();
  }

  /**
   * Ends it with its agent, if it runs.
   *
   * @return whether it ran
   */
  boolean end() throws CliException {
    if (!runs()) {
      return false;
    }
    var killed = ask("kill-session");
    if (!killed.succeeded() && runs()) { // else it ended by itself in between
      throw CliException.failed(
          "tmux cannot end " + target.substring(1) + ": " + killed.err().strip(),
          "look at it: " + tmux.command() + " -L " + tmux.socket() + " list-sessions");
    }
    return true;
  }

  private ProgramResult ask(String what) throws CliException {
    try {
      var result =
          Programs.run(
              List.of(tmux.command(), "-L", tmux.socket(), what, "-t", target), env, DEADLINE);
      if (result.timedOut()) { // that is no «it does not run»
        throw CliException.failed("tmux does not answer", "see: vai doctor");
      }
      return result;
    } catch (IOException missing) {
      throw CliException.failed(
          "tmux cannot be started: " + missing.getMessage(), "see: vai doctor");
    }
  }
}
