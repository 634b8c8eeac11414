package io.github.claudebridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Anthropic Messages API on a loopback port, good enough for the real Claude Code.
 *
 * <p>Requests of the conversation take the next scripted reply, then the answering function, then
 * the echo ({@code ECHO: } and the user's words). Side requests (titles, quota probes, token
 * counts, compaction) get a sane answer and never use up the script. Everything is recorded.
 */
public final class ModelStub implements AutoCloseable {
  static {
    // Without it every small delta waits 40 ms for the reader's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> otherCalls = new CopyOnWriteArrayList<>();
  private final Queue<ModelReply> script = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Function<ModelRequest, ModelReply> answers;
  private volatile Duration patience = Duration.ofSeconds(60);

  private ModelStub(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A running stub on a free loopback port. */
  public static ModelStub start() {
    try {
      return new ModelStub(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("No loopback port for the model stub", e);
    }
  }

  /** What {@code ANTHROPIC_BASE_URL} is to be. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Adds replies for the next requests of the conversation, one each. */
  public ModelStub script(ModelReply... replies) {
    script.addAll(List.of(replies));
    return this;
  }

  /** Answers requests of the conversation once the script is used up. */
  public ModelStub answer(Function<ModelRequest, ModelReply> function) {
    answers = function;
    return this;
  }

  /** How long a hold lasts at most (60 s unless set), so that a forgotten latch ends the test. */
  public ModelStub holdAtMost(Duration time) {
    patience = time;
    return this;
  }

  /** Every {@code POST /v1/messages} so far, side requests too, oldest first. */
  public List<ModelRequest> requests() {
    return List.copyOf(requests);
  }

  /** The requests of the conversation so far, oldest first. */
  public List<ModelRequest> conversation() {
    return requests.stream().filter(ModelRequest::conversation).toList();
  }

  /** Method and path of every other call: probes, token counts, what we do not know. */
  public List<String> otherCalls() {
    return List.copyOf(otherCalls);
  }

  /** Replies not yet used. */
  public int scriptLeft() {
    return script.size();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (call) {
      case "POST /v1/messages" -> message(exchange, body);
      case "POST /v1/messages/count_tokens" -> {
        otherCalls.add(call);
        json(exchange, 200, Map.of("input_tokens", Math.max(1, body.length / 4)));
      }
      case "HEAD /", "GET /" -> {
        otherCalls.add(call);
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
      }
      default -> {
        otherCalls.add(call);
        json(exchange, 404, error("not_found_error", "The stub has no " + call));
      }
    }
  }

  private void message(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode json = mapper.readTree(body);
    ModelRequest request =
        new ModelRequest(exchange.getRequestURI().toString(), headers(exchange), json);
    requests.add(request);
    switch (replyTo(request)) {
      case ModelReply.Failed failed -> {
        failed
            .retryAfter()
            .ifPresent(s -> exchange.getResponseHeaders().set("retry-after", String.valueOf(s)));
        failed.headers().forEach(exchange.getResponseHeaders()::set);
        json(exchange, failed.status(), error(failed.type(), failed.message()));
      }
      case ModelReply.Spoken spoken -> {
        SpokenAnswer answer = new SpokenAnswer(mapper, request.model(), patience);
        if (request.streaming()) {
          exchange.getResponseHeaders().set("content-type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          answer.stream(spoken, exchange.getResponseBody());
          exchange.close();
        } else {
          json(exchange, 200, answer.whole(spoken));
        }
      }
    }
  }

  private ModelReply replyTo(ModelRequest request) {
    if (request.compaction()) {
      return ModelReply.text("<summary>A summary by the stub.</summary>");
    }
    if (!request.conversation()) {
      return ModelReply.text("{\"title\": \"Side request\", \"isNewTopic\": false}");
    }
    ModelReply next = script.poll();
    if (next != null) {
      return next;
    }
    Function<ModelRequest, ModelReply> function = answers;
    return function != null
        ? function.apply(request)
        : ModelReply.text("ECHO: " + request.lastUserText());
  }

  private void json(HttpExchange exchange, int status, Object value) throws IOException {
    byte[] bytes = mapper.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, Object> error(String type, String message) {
    return Map.of("type", "error", "error", Map.of("type", type, "message", message));
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    headers.keySet().removeAll(List.of("x-api-key", "authorization"));
    return Map.copyOf(headers);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
