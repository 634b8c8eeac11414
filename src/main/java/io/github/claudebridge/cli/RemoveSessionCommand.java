package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Binding;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai remove-session}: ends a session's pane and unbinds its channel, bridge or not. */
@Command(
    name = "remove-session",
    description = {
      "Ends a session and unbinds its channel, once you said yes. Works without a bridge.",
      "What it wrote stays, unless --purge."
    },
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
    if (!yes) {
      ask();
    }
    try (var client = home().client()) {
      var answer = client.delete("/v1/sessions/" + number + "?purge=" + purge);
      var deleted = purge ? ", what it kept deleted" : "";
      tell(answer, "its agent is ended, its channel unbound" + deleted);
    } catch (CliException problem) {
      withoutBridge(problem);
    }
    return ExitStatus.OK;
  }

  private void ask() throws CliException {
    var name = name(); // first: nobody is to be asked about a session that is not there
    if (!terminal().asks()) {
      throw CliException.usage(
          "nobody can be asked here whether session " + number + " is to be removed",
          "say so with --yes");
    }
    var question =
        purge
            ? "end its pane, unbind its channel, and delete its messages, attachments and logs?"
                + " Its directory and the agent's transcript stay."
            : "end its pane and unbind its channel?"
                + " Its messages, attachments and logs, its directory and the agent's transcript"
                + " stay.";
    var whole = "Session %d (%s): %s [y/N] ".formatted(number, name, question);
    if (!Questions.of(terminal()).yes(Terminal.harmless(whole), false)) {
      throw CliException.failed("nothing was removed");
    }
  }

  private String name() throws CliException {
    try (var client = home().client()) {
      return client.get("/v1/sessions/" + number).path("name").asText();
    } catch (CliException problem) {
      checkUnbindable(problem);
    }
    try (var store = home().bindings()) {
      return store.current().stream()
          .filter(each -> each.session() == number)
          .map(Binding::name)
          .findFirst()
          .orElseThrow(this::unknown);
    }
  }

  /** Passes on what is wrong, unless it is that no bridge runs, and none is needed. */
  private void checkUnbindable(CliException problem) throws CliException {
    if (problem.status() != ExitStatus.NOT_RUNNING) {
      throw problem;
    }
    if (purge) {
      throw new CliException(
          ExitStatus.NOT_RUNNING,
          "only a running bridge can purge a session",
          "start it with " + home().startCommand() + ", or leave out --purge");
    }
  }

  private void withoutBridge(CliException problem) throws CliException {
    checkUnbindable(problem);
    try (var store = home().bindings()) {
      if (store.current().stream().noneMatch(each -> each.session() == number)) {
        throw unknown();
      }
      // The pane first: one that lives on without a binding would be seen by nobody.
      var ended = new SessionPane(home().settings().tmux(), home().env(), number).end();
      store.remove(number);
      tell(
          Json.object().put("session", number).put("removed", true).put("paneEnded", ended),
          ended
              ? "its pane is ended, its channel unbound"
              : "its channel is unbound; no pane of it ran");
    } catch (IOException broken) {
      throw CliException.failed("the bindings cannot be stored: " + broken.getMessage());
    }
  }

  private CliException unknown() {
    return CliException.failed("there is no session " + number, "see: vai list-sessions");
  }

  private void tell(JsonNode answer, String done) {
    if (json()) {
      printJson(answer);
    } else {
      terminal().say("session " + number + " is removed: " + done);
    }
  }
}
