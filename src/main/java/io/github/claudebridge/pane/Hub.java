package io.github.claudebridge.pane;

import io.github.claudebridge.pane.TmuxException.Reason;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The private session that our connection is attached to, so that no other session's end takes the
 * connection with it.
 *
 * <p>Makes the server if there is none, and gives it our options on every connection: the server
 * may be older than this bridge, or started by a person with an environment of their own.
 */
final class Hub {

  private static final String NAME = "claude-bridge-hub";

  /** What our server is set to; options a version lacks are skipped. */
  private static final List<String> OPTIONS =
      List.of(
          "-s exit-empty off",
          "-s escape-time 0",
          "-s set-clipboard off",
          "-g update-environment \"\"",
          "-g default-terminal \"tmux-256color\"",
          // A person must not be moved to another agent by the end of theirs, our client may be.
          "-g detach-on-destroy on",
          "-t =" + NAME + ": detach-on-destroy off",
          "-g mouse off",
          "-g set-titles off",
          "-g status on",
          "-g status-left \" #{session_name} \"",
          "-g status-left-length 60",
          "-g status-right \"detach: C-b d \"",
          "-gw window-status-format \"\"",
          "-gw window-status-current-format \"\"",
          "-gw window-size latest",
          "-gw remain-on-exit off",
          "-gw allow-passthrough off",
          "-gw allow-rename off",
          "-gw automatic-rename off");

  private final TmuxSettings settings;

  Hub(TmuxSettings settings) {
    this.settings = settings;
  }

  /** Connects, starting the server and the hub where they are missing. */
  ControlClient connect(ControlClient.Listener listener) {
    ensureSession();
    ControlClient client;
    try {
      client =
          ControlClient.start(
              tmux("-C", "attach-session", "-t", "=" + NAME + ":", "-f", "no-output,ignore-size"),
              settings.environment(),
              listener);
    } catch (IOException e) {
      throw new TmuxException(
          Reason.NOT_CONNECTED, "cannot run \"" + settings.command() + "\": install tmux", e);
    }
    try {
      configure(client);
    } catch (TmuxException e) {
      client.drop("not usable: " + e.getMessage());
      throw e;
    }
    return client;
  }

  private void ensureSession() {
    // Sleeps for 68 years; without a shell, so that a person who attaches finds nothing to type to.
    var command =
        tmux("-f", "/dev/null", "new-session", "-d", "-s", NAME, "-x", "80", "-y", "24", "--");
    command.addAll(List.of("sleep", "2147483647"));
    try {
      var result = Programs.run(command, settings.environment(), settings.deadline());
      if (!result.succeeded() && !result.err().startsWith("duplicate session")) {
        throw new TmuxException(
            Reason.NOT_CONNECTED,
            "cannot start the tmux server \"%s\": %s"
                .formatted(
                    settings.socketName(),
                    result.timedOut() ? "it does not answer" : result.err().strip()));
      }
    } catch (IOException e) {
      throw new TmuxException(
          Reason.NOT_CONNECTED, "cannot run \"" + settings.command() + "\": install tmux", e);
    }
  }

  private void configure(ControlClient client) {
    Duration deadline = settings.deadline();
    var given = settings.environment();
    var commands = new ArrayList<String>();
    for (var variable : client.ask(deadline, "show-environment -g").getFirst()) {
      // A line is NAME=value or -NAME; what is no name is the rest of a value with line feeds.
      var name = variable.startsWith("-") ? variable.substring(1) : variable.split("=", 2)[0];
      if (!given.containsKey(name) && name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        commands.add("set-environment -g -u " + name);
      }
    }
    given.forEach(
        (name, value) ->
            commands.add(
                "set-environment -g -- " + TmuxWords.quote(name) + " " + TmuxWords.quote(value)));
    commands.add("set-option -q -g history-limit " + settings.historyLimit());
    OPTIONS.forEach(option -> commands.add("set-option -q " + option));
    client.ask(deadline, commands.toArray(String[]::new));
  }

  private List<String> tmux(String... arguments) {
    var command = new ArrayList<>(List.of(settings.command(), "-u", "-L", settings.socketName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
