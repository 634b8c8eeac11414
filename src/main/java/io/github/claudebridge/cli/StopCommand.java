package io.github.claudebridge.cli;

import picocli.CommandLine.Command;

/** {@code vai stop}: ends sessions. */
@Command(
    name = "stop",
    description = "Ends sessions; their conversations can be continued by vai start.",
    footer = {"  vai stop 1", "  vai stop 1 2 3"})
final class StopCommand extends OrderCommand {
  StopCommand() {
    super("stop", "stopped");
  }
}
