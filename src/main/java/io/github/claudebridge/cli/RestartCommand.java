package io.github.claudebridge.cli;

import picocli.CommandLine.Command;

/** {@code vai restart}: ends sessions and starts them again. */
@Command(
    name = "restart",
    description = "Ends sessions and starts them again, with their conversations.",
    footer = {"  vai restart 1", "  vai restart 1 2 3"})
final class RestartCommand extends OrderCommand {
  RestartCommand() {
    super("restart", "restarted");
  }
}
