package io.github.claudebridge.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code vai completion}: the script that completes vai's commands in a shell. */
@Command(
    name = "completion",
    description = "Prints a script that completes vai's commands in bash and zsh.",
    footer = {
      "  source <(vai completion)                       now, in bash or zsh",
      "  vai completion > ~/.local/share/bash-completion/completions/vai"
    })
final class CompletionCommand extends VaiCommand {
  @Override
  int run() {
    terminal().out().println(AutoComplete.bash("vai", vai().commandLine()));
    return ExitStatus.OK;
  }
}
