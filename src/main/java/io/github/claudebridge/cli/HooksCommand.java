package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai hooks}: what an agent reported of itself. */
@Command(
    name = "hooks",
    description = {
      "Shows what the agent of a session reported by its hooks, the newest last.",
      "The newest 1000 are kept, with long texts cut. --json shows them whole."
    },
    footer = {"  vai hooks 1", "  vai hooks 1 --limit 1000 --json"})
final class HooksCommand extends VaiCommand {
  /** What tells one hook of a kind from another, the first that there is. */
  private static final List<String> DETAILS =
      List.of(
          "/tool_input/command",
          "/tool_input/file_path",
          "/prompt",
          "/delta",
          "/last_assistant_message",
          "/error",
          "/message",
          "/source",
          "/reason",
          "/trigger",
          "/task_subject",
          "/tool_input");

  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "How many are shown; default: 20.")
  private int limit = 20;

  @Override
  int run() throws Exception {
    if (limit < 1 || limit > 1000) {
      throw CliException.usage("--limit " + limit + " is out of range", "1 to 1000");
    }
    try (var client = home().client()) {
      var hooks = client.get("/v1/sessions/%d/hooks?limit=%d".formatted(session(number), limit));
      if (json()) {
        printJson(hooks);
      } else if (hooks.isEmpty()) {
        terminal().say("The agent of session " + number + " has reported nothing so far.");
      } else {
        var table = new Table("AT", "HOOK", "TOOL", "DETAIL");
        hooks.forEach(
            each ->
                table.row(
                    each.path("at").asText().replaceAll("\\.\\d+Z$", "Z"),
                    each.path("hook").path("hook_event_name").asText(),
                    each.path("hook").path("tool_name").asText(),
                    detail(each.path("hook"))));
        table.print(terminal());
      }
      return ExitStatus.OK;
    }
  }

  private static String detail(JsonNode hook) {
    return DETAILS.stream()
        .map(hook::at)
        .filter(found -> !found.isMissingNode() && !found.isNull())
        .map(found -> found.isValueNode() ? found.asText() : found.toString())
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElse("");
  }
}
