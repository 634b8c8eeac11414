package io.github.claudebridge.cli;

import picocli.CommandLine.Command;

/** {@code vai recover}: looks what is wrong with sessions and mends it. */
@Command(
    name = "recover",
    description =
        "Looks what is wrong with sessions and mends it: a dialog, a dead pane, a stuck line.",
    footer = {"  vai recover 1", "  vai recover 1 2 3"})
final class RecoverCommand extends OrderCommand {
  RecoverCommand() {
    super("recover", "recovered");
  }
}
