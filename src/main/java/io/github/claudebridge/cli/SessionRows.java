package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Binding;
import java.util.Collection;

/** Sessions as people and programs are shown them. */
final class SessionRows {
  private SessionRows() {}

  static void print(Terminal terminal, JsonNode sessions) {
    if (sessions.isEmpty()) {
      terminal.say("No sessions yet. Add one: vai add-session local");
      return;
    }
    var table = new Table("N", "NAME", "STATE", "QUEUED", "AGENT", "CHANNEL", "DIRECTORY");
    for (var each : sessions) {
      table.row(
          each.path("session").asText(),
          each.path("name").asText(),
          state(each),
          each.path("queued").asText("0"),
          each.path("agent").asText(),
          each.path("channel").asText(),
          each.path("directory").asText());
    }
    table.print(terminal);
  }

  /** The bindings in the API's own form, for when there is no bridge to ask. */
  static ArrayNode of(Collection<Binding> bindings) {
    var sessions = Json.array();
    for (var binding : bindings) {
      sessions
          .addObject()
          .put("session", binding.session())
          .put("name", binding.name())
          .put("channel", binding.channel())
          .put("directory", binding.directory().toString())
          .put("agent", binding.agent())
          .put("model", binding.model())
          .put("permissionMode", binding.permissionMode())
          .put("state", "unknown");
    }
    return sessions;
  }

  private static String state(JsonNode session) {
    var detail = session.path("detail").asText("");
    return session.path("state").asText() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
