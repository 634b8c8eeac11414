package io.github.claudebridge.cli;

import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code vai attach}: shows a session's terminal. Java cannot become tmux, so it only says whom to
 * attach to, and bin/vai does it.
 */
@Command(
    name = "attach",
    description =
        "Shows the terminal of a session; leave it with Ctrl-b d. Works without a bridge.",
    footer = {"  vai attach 1", "  vai attach 1 --read-only"})
final class AttachCommand extends VaiCommand {
  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Option(
      names = {"-r", "--read-only"},
      description = "Only look.")
  private boolean readOnly;

  @Option(names = "--plan", hidden = true, description = "Print what bin/vai has to do.")
  private boolean plan;

  @Override
  int run() throws Exception {
    var tmux = home().settings().tmux();
    // The = asks for this very name: without it claude-session-1 is also claude-session-10.
    var target = "=claude-session-" + session(number);
    try {
      var found =
          Programs.run(
              java.util.List.of(tmux.command(), "-L", tmux.socket(), "has-session", "-t", target),
              System.getenv(),
              Duration.ofSeconds(5));
      if (!found.succeeded()) {
        throw CliException.failed(
            "session " + number + " does not run", "start it: vai start " + number);
      }
    } catch (IOException missing) {
      throw CliException.failed(
          "tmux cannot be started: " + missing.getMessage(), "see: vai doctor");
    }
    if (plan) {
      terminal().out().println(String.join("\n", tmux.command(), tmux.socket(), target));
      terminal().out().println(readOnly ? "-r" : "");
      return ExitStatus.OK;
    }
    var command =
        "%s -u -L %s attach-session %s-t '%s'"
            .formatted(tmux.command(), tmux.socket(), readOnly ? "-r " : "", target);
    if (json()) {
      printJson(io.github.claudebridge.json.Json.object().put("command", command));
    } else {
      terminal().say("Attaching needs a terminal. In one, run: " + command);
    }
    return ExitStatus.OK;
  }
}
