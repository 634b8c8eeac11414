package io.github.claudebridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are answered much later, over real sockets, with callers that do not wait. */
class HeldCallTest {
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final BlockingQueue<CompletableFuture<String>> held = new LinkedBlockingQueue<>();
  private final Server door = new Server();
  private final ServerConnector connector = new ServerConnector(door);

  @BeforeEach
  void open() throws Exception {
    door.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            HookCall call = new HookCall(request, response, callback);
            call.body().readAllBytes();
            CompletableFuture<String> answer = new CompletableFuture<>();
            held.add(answer);
            HeldCall.hold(call, answer, timers);
            return true;
          }
        });
    connector.setHost("127.0.0.1");
    door.addConnector(connector);
    door.start();
  }

  @AfterEach
  void close() throws Exception {
    door.stop();
    timers.shutdownNow();
  }

  private Socket call() throws IOException {
    Socket caller = new Socket("127.0.0.1", connector.getLocalPort());
    caller.setSoTimeout(20_000);
    caller
        .getOutputStream()
        .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}".getBytes());
    return caller;
  }

  private CompletableFuture<String> next() throws InterruptedException {
    return held.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void theAnswerComesWhenItIsThere() throws Exception {
    try (Socket caller = call()) {
      CompletableFuture<String> answer = next();
      assertThat(caller.getInputStream().available()).isZero();
      answer.complete("{\"yes\":1}");
      String all = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all)
          .startsWith("HTTP/1.1 200")
          .contains("application/json")
          .endsWith("{\"yes\":1}");
    }
  }

  @Test
  void aCallerThatHangsUpIsNoticedWithinAMoment() throws Exception {
    Socket caller = call();
    CompletableFuture<String> answer = next();
    caller.close();
    await().atMost(Duration.ofSeconds(10)).until(answer::isCancelled);
  }

  @Test
  void anAnswerThatFailsIsNoOpinion() throws Exception {
    try (Socket caller = call()) {
      next().completeExceptionally(new IllegalStateException("the store is full"));
      String all = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n{}");
    }
  }

  @Test
  void manyWaitWithoutAThreadEach() throws Exception {
    int before = Thread.activeCount();
    List<Socket> callers = new ArrayList<>();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      callers.add(call());
      answers.add(next());
    }
    assertThat(Thread.activeCount()).isLessThan(before + 50);
    for (int i = 0; i < 200; i++) {
      answers.get(i).complete("{}");
      assertThat(callers.get(i).getInputStream().readAllBytes()).isNotEmpty();
      callers.get(i).close();
    }
  }
}
