package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai answer}: answers what an agent asks. */
@Command(
    name = "answer",
    description =
        "Answers what a session's agent asks: the oldest question, or the one given by --question.",
    footer = {
      "  vai answer 1 once              a permission: once, session, always, deny",
      "  vai answer 1 deny --reason \"not on main\"",
      "  vai answer 1 edits             a plan: edits, ask, more (with --reason)",
      "  vai answer 1 2                 a choice: its number, its words, or your own",
      "  vai answer 1 1,3 --part 2      several, in the second of several parts",
      "  vai answer 1 accept name=Ann   a form: accept, decline, cancel"
    })
final class AnswerCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(index = "1", paramLabel = "CHOICE", description = "The answer.")
  private String choice = "";

  @Parameters(
      index = "2..*",
      paramLabel = "NAME=VALUE",
      description = "For a form: what stands in its fields.")
  private List<String> values = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", description = "What the agent is told with it.")
  private @Nullable String reason;

  @Option(names = "--question", paramLabel = "ID", description = "Which question.")
  private @Nullable String question;

  @Option(names = "--part", paramLabel = "K", description = "Which of its parts; default: 1.")
  private int part = 1;

  @Override
  int run() throws Exception {
    session(number);
    try (var client = home().client()) {
      ObjectNode body = Json.object().put("choice", choice).put("part", part);
      if (reason != null) {
        body.put("reason", reason);
      }
      var given = body.putArray("values");
      values.forEach(given::add);
      JsonNode now = client.post(route(number, question), body);
      if (json()) {
        printJson(now);
      } else {
        terminal().say(told(now));
      }
      return ExitStatus.OK;
    }
  }

  static String route(int number, @Nullable String question) throws CliException {
    return "/v1/sessions/%d/questions/%s/answer?author=%s"
        .formatted(number, question == null ? "next" : Who.id(question), Who.name());
  }

  static String told(JsonNode now) {
    var open = now.path("state").asText().equals("open");
    return "question %s: %s"
        .formatted(
            now.path("id").asText(),
            open ? "noted; its other parts are still to be answered" : now.path("state").asText());
  }
}
