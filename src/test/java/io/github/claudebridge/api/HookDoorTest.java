package io.github.claudebridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Answer;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.DialogShown;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.testing.Filler;
import io.github.claudebridge.testing.Logs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for the hooks of agents, from outside, with all that may come through it. */
class HookDoorTest extends ApiRig {
  private static final String PROMPT =
      "{\"hook_event_name\":\"UserPromptSubmit\",\"session_id\":\"s\",\"prompt_id\":\"p\","
          + "\"prompt\":\"hello\",\"cwd\":\"/\",\"transcript_path\":\"\"}";

  private HttpResponse<String> hook(String path, String token, InputStream body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body));
    if (token != null) {
      request.header("Authorization", token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> hook(String path, String token, String body) throws Exception {
    return hook(path, token, new ByteArrayInputStream(body.getBytes()));
  }

  @Test
  void aHookWithItsTokenReachesItsSession() throws Exception {
    HttpResponse<String> answer = hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    await().untilAsserted(() -> assertThat(one.hooks()).hasSize(1));
    assertThat(two.hooks()).isEmpty();
  }

  @Test
  void aConversationThatBeginsIsToldWhatIsKnownOfTheOneBefore() throws Exception {
    String begins =
        "{\"hook_event_name\":\"SessionStart\",\"session_id\":\"x\",\"source\":\"startup\"}";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), begins).body()).isEqualTo("{}");
    seed = "the shed is \"green\"";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).body()).isEqualTo("{}");
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), begins).body())
        .isEqualTo(
            "{\"hookSpecificOutput\":{\"hookEventName\":\"SessionStart\","
                + "\"additionalContext\":\"the shed is \\\"green\\\"\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "empty", "wrong", "other", "bare", "longer", "basic"})
  @Logs("without its token was refused")
  void aHookWithoutItsTokenIsRefused(String kind) throws Exception {
    String token =
        switch (kind) {
          case "none" -> null;
          case "empty" -> "";
          case "wrong" -> "Bearer " + "0".repeat(64);
          case "other" -> "Bearer " + tokens.of(2);
          case "bare" -> tokens.of(1);
          case "longer" -> "Bearer " + tokens.of(1) + "0";
          default -> "Basic " + tokens.of(1);
        };
    assertThat(hook("/hooks/1", token, PROMPT).statusCode()).isEqualTo(403);
    sessions.session(1).orElseThrow().look().get(5, TimeUnit.SECONDS);
    assertThat(one.hooks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0", "-1", "999999999", "99999999999", "one", "1%00", "%2e%2e"})
  @Logs("without its token was refused")
  void aHookForNobodyIsRefusedAndMakesNoTokens(String number) throws Exception {
    assertThat(hook("/hooks/" + number, "Bearer " + "0".repeat(64), PROMPT).statusCode())
        .isBetween(400, 404);
    try (var files = Files.list(folder.resolve("tokens"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allMatch(f -> f.equals("session-1.token"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not json", "[]", "null", "7", "{\"hook_event_name\":", "{}"})
  @Logs("cannot be read")
  void aHookThatCannotBeReadIsAnsweredAndForgotten(String body) throws Exception {
    HttpResponse<String> answer = hook("/hooks/1", "Bearer " + tokens.of(1), body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(one.hooks()).isNotEmpty());
  }

  @Test
  @Logs("cannot be read")
  void aHookOfManyLevelsDoesNoHarm() throws Exception {
    String deep =
        "{\"hook_event_name\":\"Stop\",\"x\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), deep).statusCode()).isEqualTo(200);
  }

  @Test
  @Logs("is too large")
  void aHugeHookIsRefusedAndTheDoorStaysOpen() throws Exception {
    try {
      Filler endless = new Filler(70 << 20);
      assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), endless).statusCode()).isEqualTo(413);
    } catch (java.io.IOException cutOff) {
      assertThat(cutOff).hasMessageNotContaining("timed out");
    }
    assertThat(hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT).statusCode()).isEqualTo(200);
  }

  /** Nobody is asked about what they cannot be shown whole: the dialog stays at the terminal. */
  @Test
  @Logs("too long to be shown whole")
  void aQuestionWithMoreThanAMegabyteIsLeftToItsDialogAndTheChannelIsTold() throws Exception {
    String content = "x".repeat(1_200_000);
    String asks =
        "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":\"s\",\"cwd\":\"/w\","
            + "\"tool_name\":\"Write\",\"tool_input\":{\"file_path\":\"/w/big\",\"content\":\"";
    HttpResponse<String> answer =
        hook("/hooks/1", "Bearer " + tokens.of(1), asks + content + "\"}}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).as("no opinion, at once").isEqualTo("{}");
    Session session = sessions.session(1).orElseThrow();
    session.look().get(5, TimeUnit.SECONDS);
    assertThat(session.questions().newest(10)).isEmpty();
    one.work();
    one.ask("PERMISSION");
    await().untilAsserted(() -> assertThat(told).hasAtLeastOneElementOfType(DialogShown.class));
    // one that can be shown whole is asked, and its dialog is not told besides
    told.clear();
    CompletableFuture<HttpResponse<String>> held =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return hook(
                    "/hooks/1",
                    "Bearer " + tokens.of(1),
                    asks + content.substring(200_000) + "\"}}");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().untilAsserted(() -> assertThat(session.questions().open()).hasSize(1));
    long id = session.questions().open().getFirst().id();
    assertThat(held).isNotDone();
    assertThat(told).hasAtLeastOneElementOfType(SessionEvent.QuestionAsked.class);
    Author ann = new Author("1", "Ann", Author.Kind.PERSON);
    session.questions().answer(id, new Answer.Deny("too much"), ann).get(5, TimeUnit.SECONDS);
    assertThat(held.get(5, TimeUnit.SECONDS).body()).contains("deny", "too much");
  }

  @Test
  void theLoopbackPortServesHooksAlone() throws Exception {
    for (String path :
        List.of("/v1/health", "/v1/sessions", "/metrics", "/v1/metrics", "/", "/hooks/1")) {
      HttpRequest get =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)).build();
      assertThat(http.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    assertThat(hook("/v1/sessions/1/messages", null, "{\"text\":\"x\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void whoIsStillSendingGetsTheRefusalToo() throws Exception {
    for (int i = 0; i < 50; i++) {
      InputStream body = new ByteArrayInputStream(new byte[60_000]);
      assertThat(hook("/v1/sessions/1/messages", null, body).statusCode()).isEqualTo(404);
    }
  }

  @Test
  @Logs("a hook")
  void hooksAreCountedByWhatCameOfThem() throws Exception {
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    hook("/hooks/1", "Bearer " + tokens.of(1), "not json");
    hook("/hooks/1", null, PROMPT);
    assertThat(socket.get("/metrics"))
        .contains("claude_bridge_hooks_total{outcome=\"taken\"} 1.0")
        .contains("claude_bridge_hooks_total{outcome=\"unreadable\"} 1.0")
        .contains("claude_bridge_hooks_total{outcome=\"refused\"} 1.0")
        .contains("claude_bridge_hook_seconds_count 3");
  }

  @Test
  void whatHooksSaidIsShownWithoutSecrets() throws Exception {
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT);
    hook("/hooks/1", "Bearer " + tokens.of(1), PROMPT.replace("\"p\"", "\"a-secret-word\""));
    hooks.close();
    JsonNode shown = Json.parse(socket.get("/v1/sessions/1/hooks"));
    assertThat(shown).hasSize(2);
    assertThat(shown.path(0).path("hook")).isEqualTo(Json.parse(PROMPT));
    assertThat(shown.path(1).path("hook").path("prompt_id").asText()).isEqualTo(Redactor.MASK);
    assertThat(Json.parse(socket.get("/v1/sessions/1/hooks?limit=1")).path(0))
        .isEqualTo(shown.path(1));
    assertThat(socket.get("/metrics")).contains("claude_bridge_hooks_stored_total 2.0");
  }
}
