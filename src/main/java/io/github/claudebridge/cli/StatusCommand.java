package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vai status}: what runs. */
@Command(
    name = "status",
    description = "Shows the bridge and its sessions, or one session with its newest messages.",
    footer = {"  vai status", "  vai status 1", "  vai status --json"})
final class StatusCommand extends VaiCommand {
  private static final int MESSAGES = 5;

  @Parameters(arity = "0..1", paramLabel = "N", description = "A session.")
  private @Nullable Integer number;

  @Override
  int run() throws Exception {
    try (var client = home().client()) {
      var asked = number;
      var answer = client.get(asked == null ? "/v1/health" : "/v1/sessions/" + session(asked));
      if (json()) {
        if (asked != null && answer instanceof ObjectNode session) {
          session.set("live", client.get("/v1/sessions/" + asked + "/live"));
          session.set("messages", newest(client, asked));
        }
        printJson(answer);
      } else if (asked == null) {
        show(answer);
      } else {
        details(answer);
        LiveLine.details(terminal(), client.get("/v1/sessions/" + asked + "/live"));
        messages(asked, newest(client, asked));
      }
      return ExitStatus.OK;
    }
  }

  private static JsonNode newest(BridgeClient client, int session) throws CliException {
    return client.get("/v1/sessions/" + session + "/messages?limit=" + MESSAGES);
  }

  private void messages(int session, JsonNode newest) {
    var more = newest.size() < MESSAGES ? "" : "the newest; more: vai messages " + session;
    terminal().say("%-16s %s".formatted("messages", newest.isEmpty() ? "none yet" : more).strip());
    MessageRows.at(terminal(), "  ").print(newest);
  }

  private void show(JsonNode health) {
    terminal()
        .say(
            "The bridge %s %s (process %s, since %s)"
                .formatted(
                    health.path("version").asText(),
                    health.path("ready").asBoolean() ? "runs" : "is starting",
                    health.path("pid").asText(),
                    health.path("startedAt").asText()));
    var discord = health.path("discord");
    var detail = discord.path("detail").asText("");
    terminal()
        .say(
            "Discord: "
                + discord.path("state").asText("unknown")
                + (detail.isEmpty() ? "" : ", " + detail));
    MetricsView.alerts(terminal(), health.path("alerts"));
    terminal().say("");
    SessionRows.print(terminal(), health.path("sessions"));
  }

  private void details(JsonNode session) {
    session
        .properties()
        .forEach(
            each -> {
              if (!each.getValue().isNull()) {
                var value = each.getValue();
                terminal()
                    .say(
                        "%-16s %s"
                            .formatted(
                                each.getKey(),
                                value.isValueNode() ? value.asText() : value.toString()));
              }
            });
  }
}
