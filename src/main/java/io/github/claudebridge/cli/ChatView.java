package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Rung;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a chat shows of a session's events: its posts, how far our messages got, what others said.
 * Each thing is shown once, however often it is told. Thread-safe.
 */
final class ChatView {
  private static final Set<String> QUIET = Set.of("idle", "typing", "working", "starting");

  /** A way to send, called while no event is shown, so that none overtakes its own answer. */
  interface Send {
    String id() throws CliException;
  }

  private final Terminal terminal;
  private final StatusLine status;
  private final boolean json;
  private final boolean alone;
  private final Function<String, JsonNode> lookup;
  private final Map<String, Set<String>> ladders = new HashMap<>();
  private final Set<String> strangers = new LinkedHashSet<>();
  private long lastPost;
  private int answers;
  private @Nullable String own;
  private @Nullable Rung settled;
  private String reason = "";

  /**
   * @param alone whether only the answer is wanted, as in a pipe
   * @param lookup finds a message by its id; a missing node if there is none
   */
  ChatView(Terminal terminal, boolean json, boolean alone, Function<String, JsonNode> lookup) {
    this.terminal = terminal;
    this.status = new StatusLine(terminal);
    this.json = json;
    this.alone = alone;
    this.lookup = lookup;
  }

  synchronized long lastPost() {
    return lastPost;
  }

  /** Takes the posts up to this one as known. */
  synchronized void known(JsonNode posts) {
    posts.forEach(post -> lastPost = Math.max(lastPost, post.path("id").asLong()));
  }

  synchronized void send(Send send) throws CliException {
    settled = null;
    var id = send.id();
    own = id;
    ladders.put(id, new LinkedHashSet<>(Set.of(Rung.RECEIVED.word())));
  }

  synchronized void show(String name, JsonNode value) {
    switch (name) {
      case "post" -> post(value);
      case "delivery" -> delivery(value);
      case "state" -> state(value);
      case "live" -> live(value);
      default -> {
        // A later bridge may tell more.
      }
    }
  }

  /** Shows the posts that were not shown so far, in their order. */
  synchronized void posts(JsonNode posts) {
    StreamSupport.stream(posts.spliterator(), false)
        .sorted(Comparator.comparingLong(post -> post.path("id").asLong()))
        .forEach(this::post);
  }

  synchronized void note(String text) {
    if (!json && !alone) {
      status.print(terminal.dim(text));
    }
  }

  /**
   * Waits until our last message has settled.
   *
   * @return the rung it settled on, or null if that took longer
   */
  synchronized @Nullable Rung await(long millis) throws InterruptedException {
    var end = System.nanoTime() + millis * 1_000_000;
    while (settled == null) {
      var left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return settled;
  }

  /** Waits until something was answered; a post may follow the end of its turn. */
  synchronized void awaitAnswer(long millis) throws InterruptedException {
    var end = System.nanoTime() + millis * 1_000_000;
    while (answers == 0 && System.nanoTime() < end) {
      wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  synchronized String reason() {
    return reason;
  }

  private void post(JsonNode post) {
    var id = post.path("id").asLong();
    if (id <= lastPost) {
      return;
    }
    lastPost = id;
    if (json) {
      line("post", post);
    } else {
      var text = Terminal.harmless(post.path("text").asText());
      switch (kind(post)) {
        case "answer" -> status.print(text);
        case "dp" -> status.print(terminal.green("» ") + text);
        case "mirror" -> status.print(terminal.dim("(at the terminal) " + text));
        case "footer", "tools" -> note("  " + text.replaceFirst("^-# ", "").replace("\n", "\n  "));
        default -> status.print(terminal.dim("* " + text));
      }
      for (var file : post.path("files")) {
        var name = file.isObject() ? file.path("name").asText() : file.asText();
        status.print(terminal.dim("[file] " + Terminal.harmless(name)));
      }
    }
    if (kind(post).equals("answer")) {
      answers++;
    }
    notifyAll();
  }

  private static String kind(JsonNode post) {
    return post.path("kind").asText().toLowerCase(Locale.ROOT);
  }

  private void delivery(JsonNode delivery) {
    var id = delivery.path("id").asText();
    var rung = delivery.path("rung").asText().toLowerCase(Locale.ROOT);
    if (json) {
      line("delivery", delivery);
    }
    var ladder = ladders.get(id);
    if (ladder == null) {
      if (!json && !alone && rung.equals("received") && strangers.add(id)) {
        stranger(lookup.apply(id));
      }
      return;
    }
    if (rung.equals(Rung.TYPING.word()) || !ladder.add(rung)) {
      return;
    }
    var why = delivery.path("reason").asText("");
    switch (rung) {
      case "accepted" -> note("  " + String.join(" → ", ladder));
      case "failed", "undecided" -> {
        if (!json && !alone) {
          status.print(terminal.red("  " + String.join(" → ", ladder) + ": " + why));
        }
      }
      default -> {
        // The rungs between are told together, with the one that counts.
      }
    }
    if (id.equals(own)) {
      for (var each : Rung.values()) {
        if (each.settled() && each.word().equals(rung)) {
          settled = each;
          reason = why;
          notifyAll();
        }
      }
    }
  }

  private void stranger(JsonNode message) {
    if (message.hasNonNull("text")) {
      var author = Terminal.harmless(message.path("author").asText());
      var said = Terminal.harmless(message.path("text").asText());
      status.print(terminal.bold(author + ":") + " " + said);
    }
  }

  private void state(JsonNode state) {
    if (json) {
      line("state", state);
      return;
    }
    var word = state.path("state").asText().toLowerCase(Locale.ROOT);
    if (!QUIET.contains(word)) {
      var detail = state.path("detail").asText("");
      note("  [" + word + (detail.isEmpty() ? "" : ": " + Terminal.harmless(detail)) + "]");
    }
  }

  /** What the agent does now, in one line that gives way to whatever comes next. */
  private void live(JsonNode live) {
    if (json) {
      line("live", live);
    } else if (!alone) {
      status.show(LiveLine.tool(live));
    }
  }

  private void line(String name, JsonNode value) {
    terminal.out().println(Json.write(Json.object().put("event", name).set("value", value)));
  }
}
