package io.github.claudebridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.BridgeStandIn;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
  @TempDir Path project;
  private BridgeStandIn bridge;
  private VaiRun vai;

  @BeforeEach
  void start() throws Exception {
    bridge =
        new BridgeStandIn(Files.createDirectory(project.resolve("run")).resolve("bridge.sock"));
    bridge.answer("GET /v1/sessions/1", 200, "{\"session\":1,\"name\":\"web\",\"state\":\"idle\"}");
    bridge.answer("GET /v1/sessions/1/posts?limit=1", 200, "[" + post(4, "old") + "]");
    bridge.answer(
        "GET /v1/sessions/1/posts?limit=5",
        200,
        "[" + post(4, "old") + "," + post(3, "older") + "]");
    bridge.answer("GET /v1/sessions/1/posts?after=4&limit=1000", 200, "[]");
    vai = new VaiRun(project);
  }

  @AfterEach
  void stop() throws Exception {
    bridge.close();
  }

  private static String post(int id, String text) {
    return "{\"id\":%d,\"kind\":\"answer\",\"text\":\"%s\",\"files\":[]}".formatted(id, text);
  }

  private static String delivery(String id, String rung) {
    return "{\"id\":\"%s\",\"rung\":\"%s\",\"reason\":\"\"}".formatted(id, rung);
  }

  private void answersWithATurn() {
    bridge.answer(
        "POST /v1/sessions/1/messages",
        call -> {
          // The events may well come before the answer to the call.
          bridge.event("delivery", delivery("m1", "received"));
          bridge.event("delivery", delivery("m1", "typed"));
          bridge.event("delivery", delivery("m1", "accepted"));
          bridge.event("post", post(5, "the **answer**"));
          bridge.event("post", post(5, "the **answer**"));
          bridge.event("delivery", delivery("m1", "answered"));
          return new BridgeStandIn.Answer(201, "{\"id\":\"m1\",\"rung\":\"received\"}");
        });
    bridge.answer("GET /v1/sessions/1/posts?after=5&limit=1000", 200, "[" + post(6, "more") + "]");
  }

  @Test
  void pipeIsOneMessageAndEndsWithTheTurn() {
    answersWithATurn();

    assertThat(vai.in("line one\nline two\n").run("chat", "1")).as(vai.err()).isZero();

    assertThat(vai.out()).isEqualTo("the **answer**\nmore\n");
    assertThat(bridge.calls())
        .anySatisfy(call -> assertThat(call.body()).contains("\"line one\\nline two\""));
  }

  @Test
  void pipeFailsWhenTheMessageDoes() {
    bridge.answer(
        "POST /v1/sessions/1/messages",
        call -> {
          bridge.event(
              "delivery", "{\"id\":\"m1\",\"rung\":\"failed\",\"reason\":\"the agent is gone\"}");
          return new BridgeStandIn.Answer(201, "{\"id\":\"m1\"}");
        });

    assertThat(vai.in("x").run("chat", "1")).isEqualTo(1);
    assertThat(vai.err()).contains("the message is failed: the agent is gone", "vai messages 1");
  }

  @Test
  void pipeDoesNotWaitForEver() {
    bridge.answer("POST /v1/sessions/1/messages", 201, "{\"id\":\"m1\"}");

    assertThat(vai.in("x").run("chat", "1", "--timeout", "1")).isEqualTo(75);
    assertThat(vai.err()).contains("has not ended within 1 s");
  }

  @Test
  void personSeesPostsRungsAndOthers() throws Exception {
    answersWithATurn();
    bridge.answer(
        "GET /v1/sessions/1/messages?limit=20",
        200,
        "[{\"id\":\"d7\",\"author\":\"bob\",\"text\":\"from Discord\"}]");
    var keys = new PipedOutputStream();
    vai.person().in(new PipedInputStream(keys));
    var chat = CompletableFuture.supplyAsync(() -> vai.run("chat", "1"));
    await().until(() -> bridge.readers() == 1);

    bridge.event("delivery", delivery("d7", "received"));
    bridge.event("state", "{\"state\":\"waiting\",\"detail\":\"may it run ls?\"}");
    await().until(() -> vai.out().contains("[waiting: may it run ls?]"));
    keys.write("two\\\nlines\n".getBytes(StandardCharsets.UTF_8));
    keys.flush();
    await().until(() -> vai.out().contains("the **answer**"));
    keys.close();

    assertThat(chat.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(vai.out())
        .startsWith("older\nold\nSession 1, web, is idle.")
        .contains("bob: from Discord", "  received → typed → accepted\n")
        .containsOnlyOnce("the **answer**");
    assertThat(bridge.calls())
        .anySatisfy(call -> assertThat(call.body()).contains("\"two\\nlines\""));
  }

  @Test
  void comesBackWhenTheBridgeDoes() throws Exception {
    bridge.answer("GET /v1/sessions/1/posts?after=4&limit=1000", 200, "[]");
    var keys = new PipedOutputStream();
    vai.person().in(new PipedInputStream(keys));
    var chat = CompletableFuture.supplyAsync(() -> vai.run("chat", "1"));
    await().until(() -> bridge.readers() == 1);
    var socket = project.resolve("run/bridge.sock");
    bridge.close();
    Files.deleteIfExists(socket);
    await().until(() -> vai.out().contains("the bridge is away"));

    bridge = new BridgeStandIn(socket);
    bridge.answer(
        "GET /v1/sessions/1/posts?after=4&limit=1000", 200, "[" + post(5, "said meanwhile") + "]");
    await().until(() -> vai.out().contains("said meanwhile"));
    keys.close();

    assertThat(chat.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(vai.out()).contains("(the bridge is back)");
  }

  @Test
  void unknownSessionIsTold() {
    assertThat(vai.in("x").run("chat", "9")).isEqualTo(1);
    assertThat(vai.err()).contains("no such thing");
  }

  @Test
  void eventsAsJsonLines() {
    answersWithATurn();
    assertThat(vai.in("x").run("chat", "1", "--json")).isZero();
    assertThat(vai.out()).contains("{\"event\":\"post\",\"value\":{\"id\":5,");
  }
}
