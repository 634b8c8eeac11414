package io.github.claudebridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai retry}: sends a message again that did not arrive, or gives it up. */
@Command(
    name = "retry",
    description = "Sends a message again that failed or is undecided; it keeps its place.",
    footer = {"  vai messages 1 --failed", "  vai retry 1 1234", "  vai retry 1 1234 --skip"})
final class RetryCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(index = "1", paramLabel = "ID", description = "The message.")
  private String id = "";

  @Option(names = "--skip", description = "Give up an undecided message instead.")
  private boolean skip;

  @Override
  int run() throws Exception {
    session(number);
    var route =
        "/v1/sessions/%d/queue/%s/%s?author=%s"
            .formatted(number, Who.id(id), skip ? "skip" : "retry", Who.name());
    try (var client = home().client()) {
      var answer = client.post(route, null);
      if (json()) {
        printJson(answer);
      } else {
        terminal()
            .say(
                "message %s: %s"
                    .formatted(answer.path("id").asText(), answer.path("rung").asText()));
      }
      return ExitStatus.OK;
    }
  }
}
