package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vai verbosity}: how much of an agent's work its channel shows. */
@Command(
    name = "verbosity",
    description = {
      "Shows or chooses how much of an agent's work its channel shows.",
      "quiet: answers and questions only; normal: also what it does at the moment;",
      "everything: also each call of a tool."
    },
    footer = {"  vai verbosity 1", "  vai verbosity 1 everything"})
final class VerbosityCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "LEVEL",
      description = "quiet, normal or everything; it is kept.")
  private @Nullable String level;

  @Override
  int run() throws Exception {
    session(number);
    try (var client = home().client()) {
      var answer =
          level == null
              ? client.get(route("/live"))
              : client.post(
                  route("/verbosity") + "?author=" + Who.name(), Json.object().put("level", level));
      var word = answer.path("verbosity").asText();
      if (json()) {
        printJson(Json.object().put("session", number).put("verbosity", word));
      } else {
        terminal().say("session " + number + ": " + word);
      }
      return ExitStatus.OK;
    }
  }

  private String route(String rest) {
    return "/v1/sessions/" + number + rest;
  }
}
