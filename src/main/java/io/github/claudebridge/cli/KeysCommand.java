package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vai keys}: presses keys in the dialog that stands on an agent's terminal. */
@Command(
    name = "keys",
    description = {
      "Presses keys in the dialog that stands on a session's terminal, one after the other.",
      "Nothing is pressed where no dialog stands: keys would fall into the next prompt."
    },
    footer = {
      "  vai keys 1 2               the second option",
      "  vai keys 1 down enter",
      "  vai keys 1 esc"
    })
final class KeysCommand extends VaiCommand {
  @Parameters(index = "0", paramLabel = "N", description = "The session.")
  private int number;

  @Parameters(
      index = "1..*",
      arity = "1..20",
      paramLabel = "KEY",
      description =
          "A character, or: up down left right enter esc tab shift-tab space backspace page-up"
              + " page-down ctrl-o ctrl-s ctrl-u ctrl-x.")
  private List<String> keys = List.of();

  @Override
  int run() throws Exception {
    session(number);
    var body = Json.object();
    var list = body.putArray("keys");
    keys.forEach(list::add);
    try (var client = home().client()) {
      var answer = client.post("/v1/sessions/" + number + "/keys?author=" + Who.name(), body);
      var result = answer.path("result").asText();
      if (json()) {
        printJson(answer);
      } else if (result.equals("pressed")) {
        terminal().say("pressed " + String.join(" ", keys) + "; look: vai screen " + number);
      } else {
        terminal()
            .say(
                switch (result) {
                  case "no-dialog" -> "no dialog stands there; nothing was pressed";
                  case "question" -> "that is asked as a question; answer it: vai answer " + number;
                  case "gone" -> "the dialog closed before the last key";
                  case "too-soon" ->
                      "the key before has shown no effect so far; look: vai screen " + number;
                  default -> "not pressed (" + result + "); look: vai screen " + number;
                });
      }
      return result.equals("pressed") ? ExitStatus.OK : ExitStatus.FAILED;
    }
  }
}
