package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai remove-session}: unbinds a session. */
@Command(
    name = "remove-session",
    description = "Ends a session and unbinds its channel. What it wrote stays, unless --purge.",
    footer = {"  vai remove-session 3", "  vai remove-session 3 --purge --yes"})
final class RemoveSessionCommand extends VaiCommand {
  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Option(names = "--purge", description = "Remove its messages, attachments and logs, too.")
  private boolean purge;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Override
  int run() throws Exception {
    session(number);
    if (purge && !yes) {
      var what = "Remove session " + number + " with everything it kept? [y/N] ";
      if (!terminal().asks() || !Questions.of(terminal()).yes(what, false)) {
        throw CliException.failed("nothing was removed", "say so with --yes");
      }
    }
    try (var client = home().client()) {
      var answer = client.delete("/v1/sessions/" + number + "?purge=" + purge);
      tell(json() ? answer : Json.object());
    } catch (CliException problem) {
      if (problem.status() != ExitStatus.NOT_RUNNING) {
        throw problem;
      }
      unbind();
    }
    return ExitStatus.OK;
  }

  private void unbind() throws CliException {
    if (purge) {
      throw new CliException(
          ExitStatus.NOT_RUNNING,
          "only a running bridge can purge a session",
          "start it with " + home().startCommand() + ", or leave out --purge");
    }
    try (var store = home().bindings()) {
      if (!store.remove(number)) {
        throw CliException.failed("there is no session " + number, "see: vai list-sessions");
      }
      tell(Json.object().put("session", number).put("removed", true));
    } catch (IOException broken) {
      throw CliException.failed("the bindings cannot be stored: " + broken.getMessage());
    }
  }

  private void tell(com.fasterxml.jackson.databind.JsonNode answer) {
    if (json()) {
      printJson(answer);
    } else {
      terminal().say("session " + number + " is removed" + (purge ? " with what it kept" : ""));
    }
  }
}
