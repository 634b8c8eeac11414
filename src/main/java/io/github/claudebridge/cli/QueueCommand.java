package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai queue}: what waits for a session's agent, and changes to it. */
@Command(
    name = "queue",
    description = "Shows what waits for a session's agent, or changes it.",
    footer = {
      "  vai queue 1",
      "  vai queue 1 --edit 1234 \"a better question\"",
      "  vai queue 1 --front 1234     it comes next",
      "  vai queue 1 --now 1234       stops what the agent does, and sends it",
      "  vai queue 1 --clear"
    })
final class QueueCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "For --edit.")
  private @Nullable String text;

  @ArgGroup private @Nullable Change change;

  /** At most one change at a time. */
  private static final class Change {
    @Option(names = "--edit", paramLabel = "ID", description = "Give a message another TEXT.")
    private @Nullable String edit;

    @Option(names = "--delete", paramLabel = "ID", description = "Take a message out.")
    private @Nullable String delete;

    @Option(names = "--front", paramLabel = "ID", description = "Put a message before all others.")
    private @Nullable String front;

    @Option(
        names = "--now",
        paramLabel = "ID",
        description = "Stop what the agent does, and send it this message.")
    private @Nullable String now;

    @Option(names = "--clear", description = "Take everything out.")
    private boolean clear;
  }

  @Override
  int run() throws Exception {
    session(number);
    if (text != null && (change == null || change.edit == null)) {
      throw CliException.usage("a TEXT is for --edit", "vai queue 1 --edit ID \"TEXT\"");
    }
    try (var client = home().client()) {
      if (change == null) {
        show(client.get(route("")));
      } else {
        told(change(client, change));
      }
      return ExitStatus.OK;
    }
  }

  private JsonNode change(BridgeClient client, Change wanted) throws CliException {
    if (wanted.edit != null) {
      if (text == null || text.isBlank()) {
        throw CliException.usage("--edit needs a text", "vai queue 1 --edit ID \"TEXT\"");
      }
      return client.patch(one(wanted.edit, ""), Json.object().put("text", text));
    }
    if (wanted.delete != null) {
      return client.delete(one(wanted.delete, ""));
    }
    if (wanted.front != null) {
      return client.post(one(wanted.front, "/front"), null);
    }
    if (wanted.now != null) {
      return client.post(one(wanted.now, "/now"), null);
    }
    return client.delete(route("") + "?author=" + Who.name());
  }

  private String one(String id, String what) throws CliException {
    return route("/" + Who.id(id) + what) + "?author=" + Who.name();
  }

  private String route(String more) {
    return "/v1/sessions/" + number + "/queue" + more;
  }

  private void show(JsonNode waiting) {
    if (json()) {
      printJson(waiting);
      return;
    }
    if (waiting.isEmpty()) {
      terminal().say("Nothing waits.");
      return;
    }
    var table = new Table("ID", "FROM", "RUNG", "TEXT");
    for (var each : waiting) {
      table.row(
          each.path("id").asText(),
          each.path("author").asText(),
          each.path("rung").asText(),
          each.path("text").asText());
    }
    table.print(terminal());
  }

  private void told(JsonNode answer) {
    if (json()) {
      printJson(answer);
    } else if (answer.has("deleted")) {
      terminal().say(answer.path("deleted").asText() + " messages are taken out of the queue");
    } else {
      terminal()
          .say(
              "message %s: %s"
                  .formatted(answer.path("id").asText(), answer.path("rung").asText()));
    }
  }
}
