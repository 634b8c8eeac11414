package io.github.claudebridge.cli;

import picocli.CommandLine.Command;

/** {@code vai start}: starts sessions of the running bridge. */
@Command(
    name = "start",
    description = "Starts sessions of the running bridge.",
    footer = {"  vai start 1", "  vai start 1 2 3"})
final class StartCommand extends OrderCommand {
  StartCommand() {
    super("start", "started");
  }
}
