package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What every command of {@code vai} has. */
@Command(
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    footerHeading = "%nExamples:%n",
    sortOptions = false)
abstract class VaiCommand implements Callable<Integer> {
  @ParentCommand private Vai vai;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public final Integer call() throws Exception {
    return run();
  }

  /**
   * Does what was ordered.
   *
   * @return a status of {@link ExitStatus}
   * @throws CliException what went wrong, in words for people
   */
  abstract int run() throws Exception;

  final Vai vai() {
    return vai;
  }

  final Terminal terminal() {
    return vai.terminal();
  }

  final BridgeHome home() {
    return vai.home();
  }

  final boolean json() {
    return vai.json();
  }

  final void printJson(JsonNode value) {
    terminal().out().println(Json.pretty(value));
  }

  /** A number as a session's, or the way to write it. */
  static int session(int number) throws CliException {
    if (number < 1 || number > 999) {
      throw CliException.usage(number + " is no session", "numbers go from 1 to 999");
    }
    return number;
  }
}
