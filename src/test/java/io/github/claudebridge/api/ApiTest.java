package io.github.claudebridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.testing.Typed;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket of the command line, with all that may come through it. */
class ApiTest extends ApiRig {
  @Test
  void whatTheAgentDoesIsToldAndTheLevelChosen() throws Exception {
    assertThat(socket.get("/v1/sessions/1/live"))
        .contains("\"working\":false", "\"verbosity\":\"normal\"");
    live.status().accept(new SessionEvent.TurnStarted(1, time.instant(), "p", null));
    live.status()
        .accept(
            new SessionEvent.Progress(
                1, time.instant(), "p", new Doing.ToolBegan("t", "Bash", "echo hunter22")));
    assertThat(socket.get("/v1/sessions/1/live"))
        .contains("\"working\":true", "\"tool\":\"Bash\"", "\"subject\":\"echo ***\"");
    assertThat(socket.post("/v1/sessions/1/verbosity", "{\"level\":\"everything\"}"))
        .contains("everything");
    assertThat(socket.get("/v1/sessions/1/live")).contains("\"verbosity\":\"everything\"");
    assertThat(Files.readString(folder.resolve("audit.log"))).contains("session.verbosity");
    assertThat(socket.post("/v1/sessions/1/verbosity", "{\"level\":\"loud\"}"))
        .contains("'loud' is no level", "quiet, normal or everything");
    assertThat(socket.post("/v1/sessions/9/verbosity", "{\"level\":\"quiet\"}"))
        .contains("there is no session 9");
  }

  @Test
  void theSocketIsItsOwnersAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aMessageOfTheCommandLineIsDelivered() throws Exception {
    assertThat(socket.get("/v1/health")).contains("\"ready\":true");
    assertThat(socket.post("/v1/sessions/1/messages", "{\"text\":\"hello\"}")).contains("received");
    await().untilAsserted(() -> assertThat(one.taken()).containsExactly("hello"));
    await()
        .untilAsserted(
            () -> assertThat(socket.get("/v1/sessions/1/messages")).contains("answered"));
    assertThat(socket.get("/v1/sessions/1/messages?failed=true")).isEqualTo("[]");
  }

  @Test
  void aDryRunOfAPostIsCheckedAndKeepsNothing() throws Exception {
    assertThat(socket.post("/v1/sessions/1/posts?dry-run", "hello")).isEqualTo("{\"posts\":[]}");
    assertThat(socket.status("POST", "/v1/sessions/7/posts?dry-run", "hello")).isEqualTo(404);
    assertThat(socket.get("/v1/sessions/1/posts")).isEqualTo("[]");
    assertThat(socket.post("/v1/sessions/1/posts", "hello")).contains("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET /v1/sessions/7 404",
        "GET /v1/sessions/abc 400",
        "GET /v1/sessions/-1 400",
        "GET /v1/sessions/1/messages?limit=many 400",
        "GET /v1/sessions/1/messages?limit=-5 200",
        "GET /v1/sessions/1/posts?after=then 400",
        "GET /v1/sessions/1/posts?after=99999999999999999999 400",
        "GET /v1/sessions/abc/events 400",
        "GET /v1/sessions/7/events 404",
        "POST /v1/sessions/1/messages 400",
        "POST /v1/sessions/7/messages 404",
        "POST /v1/sessions/1/posts 400",
        "GET /v1/sessions/1/hooks 200",
        "GET /v1/sessions/1/hooks?limit=all 400",
        "GET /v1/sessions/7/hooks 404",
        "GET /v1/metrics 200",
        "GET /v1/metrics?since=soon 400",
        "GET /v1/metrics?session=x 400",
        "GET /metrics 200",
        "GET /v1/nothing 404",
        "DELETE /v1/sessions/7 404",
      })
  void badRequestsAreToldWhatIsWrong(String method, String path, int status) throws Exception {
    assertThat(socket.status(method, path, "")).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":",
        "[1]",
        "\"text\"",
        "{\"text\":7}",
        "{\"text\":\" \"}",
        "{\"text\":null}"
      })
  void badMessagesAreRefused(String body) throws Exception {
    assertThat(socket.status("POST", "/v1/sessions/1/messages", body)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"channel\":\"not a channel\"}",
        "{\"agent\":\"nobody\"}",
        "{\"directory\":\"relative\"}",
        "{\"directory\":\"/does/not/exist\"}",
        "{\"directory\":\"/a\\u0000b\"}"
      })
  void badSessionsAreRefusedWithTheMend(String body) throws Exception {
    assertThat(socket.status("POST", "/v1/sessions", body)).isEqualTo(400);
    assertThat(socket.post("/v1/sessions", body)).contains("\"mend\"");
  }

  @Test
  void aNewSessionDoesNotInheritTheConversationOfItsNumber() throws Exception {
    ConversationStore stored = new ConversationStore(store.database(), time);
    bindings.add(binding(1));
    bindings.add(binding(2));
    int number = bindings.nextNumber();
    stored.begin("of-somebody-else", number, "claude", folder); // removed by hand
    String made =
        socket.post("/v1/sessions", "{\"channel\":\"77\",\"directory\":\"" + folder + "\"}");
    assertThat(Json.parse(made).path("session").asInt()).isEqualTo(number);
    await()
        .untilAsserted(
            () ->
                assertThat(two.started())
                    .isNotNull()
                    .matches(order -> !order.resume(), "not resumed")
                    .matches(order -> !order.conversation().equals("of-somebody-else")));
  }

  @Test
  void theQueueIsShownChangedAndSentAtOnce() throws Exception {
    one.next(Typed.WORKED_ON, Typed.WORKED_ON);
    String first = send("one");
    await().until(() -> one.taken().size() == 1);
    String second = send("two");
    String third = send("three");
    String fourth = send("four");
    String queue = "/v1/sessions/1/queue";
    assertThat(ids(queue)).containsExactly(second, third, fourth);

    assertThat(socket.status("PATCH", queue + "/" + second, "{\"text\":\"2\"}")).isEqualTo(200);
    assertThat(socket.status("PATCH", queue + "/" + second, "{}")).isEqualTo(400);
    assertThat(socket.status("POST", queue + "/" + third + "/front", "")).isEqualTo(200);
    assertThat(ids(queue)).containsExactly(third, second, fourth);
    assertThat(socket.delete(queue + "/" + third + "?author=op")).contains("\"rung\":\"failed\"");
    assertThat(socket.status("POST", queue + "/" + first + "/retry", "")).isEqualTo(400);
    assertThat(socket.status("POST", queue + "/nobody/skip", "")).isEqualTo(404);
    assertThat(socket.status("GET", "/v1/sessions/9/queue", "")).isEqualTo(404);

    assertThat(socket.status("POST", queue + "/" + fourth + "/now", "")).isEqualTo(200);
    await().until(() -> one.taken().equals(List.of("one", "four")));
    assertThat(socket.delete(queue)).contains("\"deleted\":1");
    one.finish("done");
    await().until(() -> socket.get("/v1/sessions/1").contains("\"state\":\"idle\""));
    assertThat(socket.post("/v1/sessions/1/interrupt", "")).contains("\"result\":\"nothing\"");
    assertThat(socket.status("POST", queue + "/" + third + "/retry", "")).isEqualTo(200);
    await().until(() -> one.taken().size() == 3);
    assertThat(Files.readString(folder.resolve("audit.log")))
        .contains("queue.front", "queue.now", "queue.clear", "session.interrupt", "cli:op");
  }

  private String send(String text) throws Exception {
    String sent = socket.post("/v1/sessions/1/messages", "{\"text\":\"" + text + "\"}");
    return Json.parse(sent).path("id").asText();
  }

  private List<String> ids(String queue) throws Exception {
    List<String> ids = new java.util.ArrayList<>();
    Json.parse(socket.get(queue)).forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }
}
