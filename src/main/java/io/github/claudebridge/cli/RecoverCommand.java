package io.github.claudebridge.cli;

import picocli.CommandLine.Command;

/** {@code vai recover}: brings sessions back. */
@Command(
    name = "recover",
    description =
        "Brings sessions back: starts those whose agent is gone, restarts the others, with their"
            + " conversations.",
    footer = {"  vai recover 1", "  vai recover 1 2 3"})
final class RecoverCommand extends OrderCommand {
  RecoverCommand() {
    super("recover", "recovered");
  }
}
