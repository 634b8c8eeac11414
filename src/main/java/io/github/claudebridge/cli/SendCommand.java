package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai send}: one message to a session, without waiting for the answer. */
@Command(
    name = "send",
    description = "Sends a message to a session and does not wait for the answer.",
    footer = {
      "  vai send 1 \"Run the tests, please\"",
      "  git diff | vai send 1 -",
      "  vai send 1 --author ann -- \"--starts with dashes\""
    })
final class SendCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "The text, in quotes; - reads it from standard input.")
  private String text = "";

  @Option(names = "--author", paramLabel = "NAME", description = "Who says it; default: you.")
  private @Nullable String author;

  @Override
  int run() throws Exception {
    session(number);
    var said =
        text.equals("-")
            ? new String(terminal().in().readAllBytes(), StandardCharsets.UTF_8)
            : text;
    if (said.isBlank()) {
      throw CliException.usage("the text is empty", "say what to send: vai send 1 \"text\"");
    }
    var name = author == null ? System.getProperty("user.name") : author;
    try (var client = home().client()) {
      var answer =
          client.post(
              "/v1/sessions/" + number + "/messages",
              Json.object().put("text", said).put("author", name));
      if (json()) {
        printJson(answer);
      } else {
        terminal()
            .say(
                "message %s: %s"
                    .formatted(answer.path("id").asText(), answer.path("rung").asText()));
      }
      return ExitStatus.OK;
    }
  }
}
