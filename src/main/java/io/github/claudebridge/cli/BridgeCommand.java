package io.github.claudebridge.cli;

import io.github.claudebridge.app.BridgeMain;
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
  int run() {
    BridgeMain.main(args.toArray(String[]::new));
    return ExitStatus.OK;
  }
}
