package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Rung;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai chat}: talks to a session from this terminal, or from a pipe. */
@Command(
    name = "chat",
    header = "Talks to a session from this terminal or a pipe.",
    description =
        "Talks to a session: what you type goes to it, what it posts is shown. A line that ends"
            + " with a backslash goes on in the next; a pasted block is one message. Ctrl-D ends"
            + " the chat, not the session. /answer CHOICE answers what the agent asks, as vai answer"
            + " does. From a pipe, all of it is one message, and the command"
            + " ends with the turn.",
    footer = {
      "  vai chat 1",
      "  echo \"What failed?\" | vai chat 1",
      "  vai chat 1 --json < prompt.md"
    })
final class ChatCommand extends VaiCommand {
  /** What a line begins with that answers the agent's question. */
  private static final String ANSWER = "/answer ";

  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "From a pipe: how long to wait for the end of the turn; default: 3600.")
  private int timeout = 3600;

  @Option(names = "--last", paramLabel = "COUNT", description = "Show the last posts first.")
  private int last = 5;

  @Override
  int run() throws Exception {
    session(number);
    var piped = !terminal().asks();
    try (var client = home().client()) {
      var session = client.get(route(""));
      var view = new ChatView(terminal(), json(), piped, id -> message(client, id));
      if (piped || last < 1) {
        view.known(client.get(route("/posts?limit=1")));
      } else {
        view.posts(client.get(route("/posts?limit=" + last)));
      }
      view.note(
          "Session %d, %s, is %s. Ctrl-D leaves."
              .formatted(
                  number,
                  Terminal.harmless(session.path("name").asText()),
                  session.path("state").asText()));
      var opened = new CountDownLatch(1);
      var ended = new CompletableFuture<Integer>();
      Thread.ofPlatform().daemon().name("events").start(() -> listen(client, view, opened, ended));
      opened.await();
      if (piped) {
        return once(client, view, ended);
      }
      Thread.ofPlatform().daemon().name("input").start(() -> read(client, view, ended));
      return result(ended);
    }
  }

  /** Shows events until the chat ends; a bridge that goes away is waited for. */
  private void listen(
      BridgeClient client, ChatView view, CountDownLatch opened, CompletableFuture<Integer> ended) {
    var pause = new CountDownLatch(1);
    var away = 0;
    while (!ended.isDone()) {
      try (var events = client.events(route("/events"))) {
        if (away > 0) {
          view.note("(the bridge is back)");
          away = 0;
        }
        opened.countDown();
        // What was posted while nobody listened.
        view.posts(client.get(route("/posts?after=" + view.lastPost() + "&limit=1000")));
        for (var event = events.next(); event != null; event = events.next()) {
          view.show(event.name(), event.value());
        }
      } catch (CliException problem) {
        if (opened.getCount() > 0 || problem.status() != ExitStatus.NOT_RUNNING || away > 60) {
          ended.completeExceptionally(problem);
          opened.countDown();
          return;
        }
      } catch (IOException broken) {
        // The stream broke off; the next try tells whether the bridge is there.
        view.note("(the connection broke off: " + broken.getMessage() + ")");
      }
      if (away++ == 0 && !ended.isDone()) {
        view.note("(the bridge is away; waiting for it)");
      }
      try {
        pause.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void read(BridgeClient client, ChatView view, CompletableFuture<Integer> ended) {
    var input = new ChatInput(terminal().in());
    try {
      for (var text = input.next(); text != null; text = input.next()) {
        if (!text.isBlank()) {
          try {
            say(client, view, text);
          } catch (CliException refused) {
            terminal().err().println(terminal().red("not sent: " + refused.getMessage()));
            refused.mends().forEach(mend -> terminal().err().println("    " + mend));
          }
        }
      }
      ended.complete(ExitStatus.OK);
    } catch (IOException broken) {
      ended.completeExceptionally(
          CliException.failed("the terminal cannot be read: " + broken.getMessage()));
    }
  }

  private int once(BridgeClient client, ChatView view, CompletableFuture<Integer> ended)
      throws CliException, IOException, InterruptedException {
    if (ended.isDone()) {
      return result(ended);
    }
    var text = new ChatInput(terminal().in()).rest();
    if (text.isBlank()) {
      throw CliException.usage("the text is empty", "say something: echo \"text\" | vai chat 1");
    }
    say(client, view, text);
    var rung = view.await(timeout * 1000L);
    if (rung == null) {
      throw new CliException(
          ExitStatus.BUSY,
          "the turn has not ended within " + timeout + " s",
          "it goes on; see: vai chat " + number);
    }
    if (rung != Rung.ANSWERED) {
      throw CliException.failed(
          "the message is " + rung.word() + ": " + view.reason(), "see: vai messages " + number);
    }
    view.awaitAnswer(2_000);
    view.posts(client.get(route("/posts?after=" + view.lastPost() + "&limit=1000")));
    ended.complete(ExitStatus.OK);
    return ExitStatus.OK;
  }

  private JsonNode message(BridgeClient client, String id) {
    try {
      for (var each : client.get(route("/messages?limit=20"))) {
        if (each.path("id").asText().equals(id)) {
          return each;
        }
      }
    } catch (CliException gone) {
      // What somebody else said is then not shown; the stream itself tells what is wrong.
      return MissingNode.getInstance();
    }
    return MissingNode.getInstance();
  }

  private void say(BridgeClient client, ChatView view, String text) throws CliException {
    if (text.startsWith(ANSWER)) {
      var answer = Json.object().put("choice", text.substring(ANSWER.length()).strip());
      view.note(AnswerCommand.told(client.post(AnswerCommand.route(number, null), answer)));
      return;
    }
    var message = Json.object().put("text", text).put("author", System.getProperty("user.name"));
    view.send(() -> client.post(route("/messages"), message).path("id").asText());
  }

  private int result(CompletableFuture<Integer> ended) throws CliException, InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CliException known) {
        throw known;
      }
      throw CliException.failed("the chat ended: " + failed.getCause());
    }
  }

  private String route(String rest) {
    return "/v1/sessions/" + number + rest;
  }
}
