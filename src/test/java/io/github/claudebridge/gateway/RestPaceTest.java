package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that are let go together, and when they leave. */
class RestPaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Long> left = new ConcurrentLinkedQueue<>();
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .addNetworkInterceptor(new RestPace())
          .addNetworkInterceptor(
              chain -> {
                left.add(System.nanoTime());
                return chain.proceed(chain.request());
              })
          .build();
  private HttpServer server;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.close();
  }

  @Test
  void noSecondSeesMoreRequestsThanDiscordTakesHoweverManyAreLetGoTogether() throws Exception {
    ask(IntStream.range(0, 110).mapToObj(i -> "/api/v10/channels/" + i + "/messages"));
    List<Long> times = left.stream().sorted().toList();
    assertThat(times).hasSize(110);
    for (long from : times) {
      assertThat(times.stream().filter(t -> t >= from && t < from + SECOND).count())
          .as("requests in a second")
          .isLessThanOrEqualTo(RestPace.MOST + 1); // what was held up on its way to be counted
    }
    assertThat(RestPace.MOST).isLessThanOrEqualTo(45);
  }

  @Test
  void answersToInteractionsDoNotWait() throws Exception {
    List<String> busy =
        IntStream.range(0, 80).mapToObj(i -> "/api/v10/channels/" + i + "/messages").toList();
    List<Future<Integer>> calls =
        busy.stream().map(path -> threads.submit(() -> call(path))).toList();
    await().until(() -> left.size() >= RestPace.MOST);
    ask(
        Stream.of(
            "/api/v10/interactions/1/token/callback",
            "/api/v10/webhooks/1/token/messages/@original"));
    assertThat(calls.stream().filter(Future::isDone).count())
        .as("done by then: none of those that wait")
        .isLessThan(60);
    for (Future<Integer> call : calls) {
      assertThat(call.get()).isEqualTo(204);
    }
  }

  private void ask(Stream<String> paths) throws Exception {
    List<Future<Integer>> calls =
        paths.map(path -> threads.submit(() -> call(path))).toList();
    for (Future<Integer> call : calls) {
      assertThat(call.get()).isEqualTo(204);
    }
  }

  private int call(String path) throws Exception {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }
}
