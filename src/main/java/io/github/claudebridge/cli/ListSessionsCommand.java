package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import picocli.CommandLine.Command;

/** {@code vai list-sessions}: the sessions, also while no bridge runs. */
@Command(
    name = "list-sessions",
    aliases = "ls",
    description = "Lists the sessions; while the bridge is not running, what is bound.",
    footer = {"  vai list-sessions", "  vai list-sessions --json"})
final class ListSessionsCommand extends VaiCommand {
  @Override
  int run() throws Exception {
    JsonNode sessions;
    var running = true;
    try (var client = home().client()) {
      sessions = client.get("/v1/sessions");
    } catch (CliException problem) {
      if (problem.status() != ExitStatus.NOT_RUNNING) {
        throw problem;
      }
      running = false;
      sessions = bound();
    }
    if (json()) {
      printJson(sessions);
      return ExitStatus.OK;
    }
    SessionRows.print(terminal(), sessions);
    if (!running) {
      terminal().err().println("The bridge is not running; this is what is bound.");
      terminal().err().println("    start it with " + home().startCommand());
    }
    return ExitStatus.OK;
  }

  private JsonNode bound() throws CliException {
    if (!Files.exists(home().layout().bindings())) {
      return io.github.claudebridge.json.Json.array();
    }
    try (var store = home().bindings()) {
      return SessionRows.of(store.current());
    }
  }
}
