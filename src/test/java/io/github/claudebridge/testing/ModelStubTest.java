package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelStubTest {
  private static final String TOOLS = "\"tools\":[{\"name\":\"Bash\"}],";

  private final ModelStub stub = ModelStub.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    stub.close();
    client.close();
  }

  @Test
  void streamsTextInSmallDeltas() throws Exception {
    stub.script(ModelReply.text("a text that is longer than one delta, 日本 👍").bash("ls"));

    String events = post(body(true, TOOLS, "hi")).body();

    assertThat(events).startsWith("event: message_start\ndata: {\"type\":\"message_start\"");
    assertThat(events.split("text_delta", -1)).hasSizeGreaterThan(2);
    assertThat(events).contains("\"input_json_delta\"").contains("\"stop_reason\":\"tool_use\"");
    assertThat(events).endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  }

  @Test
  void answersWholeWhereNoStreamIsAskedFor() throws Exception {
    assertThat(post(body(false, TOOLS, "hi")).body())
        .contains("\"text\":\"ECHO: hi\"")
        .contains("\"stop_reason\":\"end_turn\"");
  }

  @Test
  void keepsTheScriptForTheConversation() throws Exception {
    stub.script(ModelReply.text("for the conversation"));

    assertThat(post(body(false, "", "title?")).body()).contains("Side request");
    assertThat(post(body(false, TOOLS, "create a detailed summary of it")).body())
        .contains("<summary>");
    assertThat(stub.scriptLeft()).isEqualTo(1);
    assertThat(post(body(false, TOOLS, "hi")).body()).contains("for the conversation");
    assertThat(stub.requests()).hasSize(3);
    assertThat(stub.conversation()).hasSize(1);
  }

  @Test
  void asksTheFunctionOnceTheScriptIsUsedUp() throws Exception {
    stub.answer(request -> ModelReply.text("you said " + request.lastUserText()));

    assertThat(post(body(false, TOOLS, "hi")).body()).contains("you said hi");
  }

  @Test
  void failsWithStatusTypeAndRetryAfter() throws Exception {
    stub.script(ModelReply.rateLimited(7), ModelReply.overloaded());

    HttpResponse<String> limited = post(body(true, TOOLS, "hi"));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).hasValue("7");
    assertThat(limited.body()).contains("rate_limit_error");
    assertThat(post(body(true, TOOLS, "hi")).statusCode()).isEqualTo(529);
  }

  @Test
  void cutsTheStream() {
    stub.script(ModelReply.text("half").cut());

    assertThatThrownBy(() -> post(body(true, TOOLS, "hi"))).isInstanceOf(IOException.class);
  }

  @Test
  void holdsUntilTheLatchIsOpen() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    stub.script(ModelReply.spoken().holdUntil(latch).text("free"));

    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return post(body(true, TOOLS, "hi")).body();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    latch.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS)).contains("free");
  }

  @Test
  void aForgottenLatchBreaksTheAnswer() {
    stub.holdAtMost(Duration.ofMillis(50));
    stub.script(ModelReply.spoken().holdUntil(new CountDownLatch(1)));

    assertThatThrownBy(() -> post(body(true, TOOLS, "hi"))).isInstanceOf(IOException.class);
  }

  @Test
  void seesWhatTheUserSaidAndWhatStandsBeside() throws Exception {
    post(
        """
        {"model":"m","stream":false,"tools":[{"name":"Bash"}],
         "system":[{"type":"text","text":"one"},{"type":"text","text":"two"}],
         "messages":[
          {"role":"user","content":"old"},
          {"role":"assistant","content":[{"type":"text","text":"answer"}]},
          {"role":"user","content":[
            {"type":"text","text":"<system-reminder>beside</system-reminder>"},
            {"type":"tool_result","tool_use_id":"t1","content":"out","is_error":true},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQI="}},
            {"type":"text","text":"first"},{"type":"text","text":"second"}]},
          {"role":"system","content":[{"type":"text","text":"hook context"}]}]}
        """);

    ModelRequest request = stub.requests().getFirst();
    assertThat(request.userTexts()).containsExactly("first", "second");
    assertThat(request.contextTexts())
        .containsExactly("<system-reminder>beside</system-reminder>", "hook context");
    assertThat(request.systemPrompt()).isEqualTo("one\ntwo");
    assertThat(request.toolResults())
        .containsExactly(new ModelRequest.ToolResult("t1", "out", true));
    assertThat(request.images())
        .singleElement()
        .satisfies(image -> assertThat(image.bytes()).containsExactly(1, 2));
  }

  @Test
  void answersProbesAndCountsAndRefusesTheRest() throws Exception {
    assertThat(send("/", "HEAD", "").statusCode()).isEqualTo(200);
    assertThat(send("/v1/messages/count_tokens", "POST", "{}").body()).contains("input_tokens");
    assertThat(send("/api/oauth/whatever", "POST", "{}").statusCode()).isEqualTo(404);
    assertThat(stub.requests()).isEmpty();
    assertThat(stub.otherCalls()).hasSize(3);
  }

  private static String body(boolean stream, String tools, String text) {
    return "{\"model\":\"m\",\"stream\":%s,%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(stream, tools, text);
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send("/v1/messages?beta=true", "POST", body);
  }

  private HttpResponse<String> send(String path, String method, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(stub.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("x-api-key", "dummy")
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
