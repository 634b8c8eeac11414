package io.github.claudebridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vai interrupt}: stops what an agent does; its queue is kept. */
@Command(
    name = "interrupt",
    description = "Stops what a session's agent does. What waits is kept, and comes next.",
    footer = {"  vai interrupt 1"})
final class InterruptCommand extends VaiCommand {
  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Override
  int run() throws Exception {
    session(number);
    try (var client = home().client()) {
      var answer =
          client.post("/v1/sessions/" + number + "/interrupt?author=" + Who.name(), null);
      var result = answer.path("result").asText();
      if (json()) {
        printJson(answer);
      } else {
        terminal()
            .say(
                switch (result) {
                  case "stopped" ->
                      "stopped; " + answer.path("queued").asText() + " messages wait";
                  case "nothing" -> "the agent is not working on anything";
                  default -> "the agent goes on; look at it: vai attach " + number;
                });
      }
      return result.equals("goes-on") ? ExitStatus.FAILED : ExitStatus.OK;
    }
  }
}
