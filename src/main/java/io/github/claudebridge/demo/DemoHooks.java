package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fires the hooks of a settings file as Claude Code does: fails open, waits for the answers. */
final class DemoHooks {
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final JsonNode hooks;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  DemoHooks(JsonNode settings) {
    this.hooks = settings.path("hooks");
  }

  /** Fires an event's hooks one after the other and waits; gives the answers that were JSON. */
  List<JsonNode> fire(ObjectNode payload) {
    List<JsonNode> answers = new ArrayList<>();
    for (JsonNode hook : of(payload)) {
      String answer =
          hook.path("type").asText().equals("http")
              ? http(hook, payload).join()
              : command(hook, payload);
      add(answer, answers);
    }
    return answers;
  }

  /** Fires without waiting; cancelling the future closes the connection, as Claude Code does. */
  List<CompletableFuture<String>> fireAsync(ObjectNode payload) {
    List<CompletableFuture<String>> running = new ArrayList<>();
    for (JsonNode hook : of(payload)) {
      if (hook.path("type").asText().equals("http")) {
        running.add(http(hook, payload));
      }
    }
    return running;
  }

  private List<JsonNode> of(ObjectNode payload) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode group : hooks.path(payload.path("hook_event_name").asText())) {
      group.path("hooks").forEach(found::add);
    }
    return found;
  }

  private CompletableFuture<String> http(JsonNode hook, ObjectNode payload) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hook.path("url").asText()))
            .timeout(patience(hook))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(payload)));
    hook.path("headers")
        .properties()
        .forEach(header -> request.header(header.getKey(), header.getValue().asText()));
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    CompletableFuture<String> answer =
        sent.handle(
            (response, failed) ->
                failed != null || response.statusCode() >= 300 ? "" : response.body());
    answer.whenComplete(
        (body, failed) -> {
          if (answer.isCancelled()) {
            sent.cancel(true);
          }
        });
    return answer;
  }

  /** How long a hook is waited for; a Java that has just started is slow at its first call. */
  private static Duration patience(JsonNode hook) {
    Duration wanted = Duration.ofMillis(Math.round(hook.path("timeout").asDouble(600) * 1_000));
    return wanted.compareTo(LEAST) < 0 ? LEAST : wanted;
  }

  private static String command(JsonNode hook, ObjectNode payload) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", hook.path("command").asText())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var in = process.getOutputStream()) {
        in.write(Json.write(payload).getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(patience(hook).toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      return said;
    } catch (IOException failedOpen) {
      return "";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static void add(String answer, List<JsonNode> answers) {
    try {
      if (!answer.isBlank()) {
        answers.add(Json.parse(answer));
      }
    } catch (BadJsonException plainText) {
      answers.add(Json.object());
    }
  }
}
