package io.github.claudebridge.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vai bridge}: the bridge itself, in the foreground. */
@Command(
    name = "bridge",
    hidden = true,
    description = "Runs the bridge in the foreground; what follows -- goes to it.",
    footer = {"  vai bridge -- --project . --sessions 1,2"})
final class BridgeCommand extends VaiCommand {
  @Parameters(arity = "0..*", paramLabel = "ARG", description = "The bridge's own arguments.")
  private List<String> args = List.of();

  @Override
  int run() throws CliException {
    // The seam: io.github.claudebridge.app.BridgeMain.main(args) goes here.
    throw CliException.failed(
        "the bridge cannot be started from here yet: " + String.join(" ", args),
        "start it with ./start-bridge.sh --foreground");
  }
}
