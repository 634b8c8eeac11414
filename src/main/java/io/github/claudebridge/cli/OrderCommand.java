package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import java.util.List;
import picocli.CommandLine.Parameters;

/** An order to sessions that needs no more than their numbers. */
abstract class OrderCommand extends VaiCommand {
  @Parameters(arity = "1..*", paramLabel = "N", description = "The sessions.")
  private List<Integer> numbers = List.of();

  private final String order;
  private final String done;

  /**
   * @param order the last part of the route
   * @param done what is said when it is done
   */
  OrderCommand(String order, String done) {
    this.order = order;
    this.done = done;
  }

  /** The sessions that were named. */
  final List<Integer> numbers() {
    return numbers;
  }

  @Override
  int run() throws Exception {
    var answers = Json.array();
    CliException problem = null;
    for (var number : numbers) {
      session(number);
    }
    try (var client = home().client()) {
      for (var number : numbers) {
        try {
          answers.add(client.post("/v1/sessions/" + number + "/" + order, null));
          if (!json()) {
            terminal().say("session " + number + ": " + done);
          }
        } catch (CliException refused) {
          if (refused.status() == ExitStatus.NOT_RUNNING) {
            throw refused;
          }
          // The other sessions have nothing to do with this one's trouble.
          if (problem != null) {
            terminal().err().println("vai: " + problem.getMessage());
          }
          problem =
              new CliException(
                  refused.status(),
                  "session " + number + ": " + refused.getMessage(),
                  refused.mends().toArray(String[]::new));
        }
      }
    }
    if (problem != null) {
      throw problem;
    }
    if (json()) {
      printJson(answers);
    }
    return ExitStatus.OK;
  }
}
