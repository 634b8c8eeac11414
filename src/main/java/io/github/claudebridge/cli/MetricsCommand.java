package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai metrics}: what the machine, the bridge and the sessions use. */
@Command(
    name = "metrics",
    description = {
      "Shows what the machine, the bridge and each session used: now, on average, and at most.",
      "A session's memory and processor time are those of all processes below its terminal."
    },
    footer = {
      "  vai metrics",
      "  vai metrics 1 --since 24h",
      "  vai metrics --since 7d --json"
    })
final class MetricsCommand extends VaiCommand {
  @Parameters(arity = "0..1", paramLabel = "N", description = "A session; default: all.")
  private @Nullable Integer number;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From when on: 10m, 2h, 3d, 2026-11-21, 2026-11-21T10:15; default: 1h.")
  private String since = "1h";

  @Override
  int run() throws Exception {
    var zone = ZoneId.systemDefault();
    var from = LogLines.since(since, InstantSource.system().instant(), zone);
    try (var client = home().client()) {
      var route = "/v1/metrics?since=" + from;
      if (number != null) {
        client.get("/v1/sessions/" + session(number)); // says so if there is none
        route += "&session=" + number;
      }
      JsonNode found = client.get(route);
      if (json()) {
        printJson(found);
      } else {
        new MetricsView(terminal(), found, zone).print(since);
      }
      return ExitStatus.OK;
    }
  }
}
