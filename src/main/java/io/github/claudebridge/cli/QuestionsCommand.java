package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudebridge.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai questions}: what agents ask, and wait for. */
@Command(
    name = "questions",
    description = "Shows what agents wait for somebody to decide.",
    footer = {
      "  vai questions                those of all sessions",
      "  vai questions 1",
      "  vai questions 1 --all        those that are answered, too",
      "  vai answer 1 once            answers the oldest"
    })
final class QuestionsCommand extends VaiCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "N",
      description = "The session; default: all.")
  private @Nullable Integer number;

  @Option(names = "--all", description = "Also those that are answered.")
  private boolean all;

  @Override
  int run() throws Exception {
    try (var client = home().client()) {
      ArrayNode found = Json.array();
      for (int n : sessions(client)) {
        var path = "/v1/sessions/" + n + "/questions" + (all ? "?all" : "");
        client.get(path).forEach(found::add);
      }
      if (json()) {
        printJson(found);
      } else if (found.isEmpty()) {
        terminal().say(all ? "Nothing was asked." : "Nobody asks anything.");
      } else {
        found.forEach(this::show);
      }
      return ExitStatus.OK;
    }
  }

  private List<Integer> sessions(BridgeClient client) throws CliException {
    if (number != null) {
      return List.of(session(number));
    }
    List<Integer> numbers = new ArrayList<>();
    client.get("/v1/sessions").forEach(each -> numbers.add(each.path("session").asInt()));
    return numbers;
  }

  private void show(JsonNode q) {
    var asked = q.path("question");
    var head =
        "Question %s, session %s, %s: %s"
            .formatted(
                q.path("id").asText(),
                q.path("session").asText(),
                q.path("kind").asText(),
                q.path("state").asText());
    terminal().out().println(terminal().bold(Terminal.harmless(head)));
    for (var line : lines(q.path("kind").asText(), asked)) {
      terminal().out().println("  " + Terminal.harmless(line));
    }
    if (q.path("state").asText().equals("open")) {
      List<String> choices = new ArrayList<>();
      q.path("choices").forEach(each -> choices.add(each.asText()));
      var offered = choices.isEmpty() ? "CHOICE" : String.join(" | ", choices);
      var answer = "vai answer " + q.path("session").asText() + " ";
      terminal().out().println(terminal().dim("  " + answer + Terminal.harmless(offered)));
    }
  }

  private static List<String> lines(String kind, JsonNode asked) {
    List<String> lines = new ArrayList<>();
    switch (kind) {
      case "permission" -> {
        var target = asked.path("target").asText("");
        lines.add(asked.path("tool").asText() + (target.isEmpty() ? "" : " on " + target));
        asked.path("detail").asText().lines().forEach(lines::add);
      }
      case "plan" -> asked.path("text").asText().lines().forEach(lines::add);
      case "choice" -> {
        for (var item : asked.path("items")) {
          lines.add(item.path("question").asText());
          var at = 1;
          for (var option : item.path("options")) {
            lines.add(
                "%d. %s  %s"
                    .formatted(
                        at++,
                        option.path("label").asText(),
                        option.path("description").asText().replaceAll("\\s+", " "))
                    .stripTrailing());
          }
        }
      }
      default -> {
        lines.add(asked.path("server").asText() + ": " + asked.path("message").asText());
        for (var field : asked.path("fields")) {
          lines.add(field.path("name").asText() + "= " + field.path("title").asText());
        }
      }
    }
    return lines;
  }
}
