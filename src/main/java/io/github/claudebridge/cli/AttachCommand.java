package io.github.claudebridge.cli;

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
    var pane = new SessionPane(tmux, home().env(), session(number));
    if (!pane.runs()) {
      throw CliException.failed(
          "session " + number + " does not run", "start it: vai start " + number);
    }
    if (plan) {
      terminal().out().println(String.join("\n", tmux.command(), tmux.socket(), pane.target()));
      terminal().out().println(readOnly ? "-r" : "");
      return ExitStatus.OK;
    }
    var command =
        "%s -u -L %s attach-session %s-t '%s'"
            .formatted(tmux.command(), tmux.socket(), readOnly ? "-r " : "", pane.target());
    if (json()) {
      printJson(io.github.claudebridge.json.Json.object().put("command", command));
    } else {
      terminal().say("Attaching needs a terminal. In one, run: " + command);
    }
    return ExitStatus.OK;
  }
}
