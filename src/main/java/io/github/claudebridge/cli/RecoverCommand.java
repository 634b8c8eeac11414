package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vai recover}: brings sessions back, or shows how that went. */
@Command(
    name = "recover",
    description =
        "Brings sessions back: starts those whose agent is gone, restarts the others, with their"
            + " conversations. A session that waits for a person gets its tries back.",
    footer = {
      "  vai recover 1",
      "  vai recover 1 2 3",
      "  vai recover --history 1",
      "  vai recover --history 1 --limit 100 --json"
    })
final class RecoverCommand extends OrderCommand {
  @Option(
      names = "--history",
      description = "Only show what was wrong with the sessions, and what was tried.")
  private boolean history;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "How many attempts of each session are shown; default: 20.")
  private int limit = 20;

  RecoverCommand() {
    super("recover", "recovered");
  }

  @Override
  int run() throws Exception {
    if (!history) {
      return super.run();
    }
    if (limit < 1 || limit > 500) {
      throw CliException.usage("--limit " + limit + " is out of range", "1 to 500");
    }
    var all = Json.array();
    for (var number : numbers()) {
      session(number);
    }
    try (var client = home().client()) {
      for (var number : numbers()) {
        client
            .get("/v1/sessions/%d/recovery?limit=%d".formatted(number, limit))
            .forEach(all::add);
      }
    }
    if (json()) {
      printJson(all);
    } else if (all.isEmpty()) {
      terminal().say("Nothing was wrong so far.");
    } else {
      var table = new Table("AT", "N", "SYMPTOM", "REMEDY", "OUTCOME");
      all.forEach(
          each ->
              table.row(
                  each.path("at").asText().replaceAll("\\.\\d+Z$", "Z"),
                  each.path("session").asText(),
                  symptom(each),
                  each.path("remedy").asText(),
                  each.path("outcome").asText("open")));
      table.print(terminal());
    }
    return ExitStatus.OK;
  }

  private static String symptom(JsonNode attempt) {
    var detail = attempt.path("detail").asText("");
    return attempt.path("symptom").asText() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
