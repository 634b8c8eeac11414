package io.github.claudebridge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai messages}: the last messages of a session, how far they got and when. */
@Command(
    name = "messages",
    description = {
      "Shows the last messages to a session, the newest first, and how far each got.",
      "Times are after it was received. --json has texts and times whole."
    },
    footer = {
      "  vai messages 1",
      "  vai messages 1 --failed",
      "  vai messages 1 --limit 100 --json"
    })
final class MessagesCommand extends VaiCommand {
  private static final int MOST = 500; // what the API gives at most

  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Option(names = "--failed", description = "Only those that were not delivered.")
  private boolean failed;

  @Option(names = "--limit", paramLabel = "COUNT", description = "How many; default: 20.")
  private int limit = 20;

  @Override
  int run() throws Exception {
    session(number);
    if (limit < 1 || limit > MOST) {
      throw CliException.usage("--limit " + limit + " is out of range", "1 to " + MOST);
    }
    try (var client = home().client()) {
      var found =
          client.get(
              "/v1/sessions/%d/messages?limit=%d%s"
                  .formatted(number, limit, failed ? "&failed=true" : ""));
      if (json()) {
        printJson(found);
        return ExitStatus.OK;
      }
      if (found.isEmpty()) {
        terminal().say(failed ? "No message failed." : "No messages yet.");
        return ExitStatus.OK;
      }
      MessageRows.at(terminal(), "").print(found);
      return ExitStatus.OK;
    }
  }
}
