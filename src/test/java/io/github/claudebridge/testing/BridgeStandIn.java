package io.github.claudebridge.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;

/** Stands in for the running bridge on a real Unix socket: told answers, remembered calls. */
public final class BridgeStandIn implements AutoCloseable {
  private static final String END = "";

  private final Server server = new Server();
  private final Map<String, Function<Call, Answer>> answers = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<BlockingQueue<String>> readers = new CopyOnWriteArrayList<>();

  /**
   * A request that came.
   *
   * @param target the path with its query
   */
  public record Call(String method, String target, String contentType, String body) {}

  /** What is answered. */
  public record Answer(int status, String body) {}

  /** Listens at once. */
  public BridgeStandIn(Path socket) throws Exception {
    var connector = new UnixDomainServerConnector(server, new HttpConnectionFactory());
    connector.setUnixDomainPath(socket);
    server.addConnector(connector);
    server.setHandler(new Door());
    server.start();
  }

  /** Answers {@code "GET /v1/health"} and the like, with the query if it has one. */
  public void answer(String call, int status, String body) {
    answers.put(call, heard -> new Answer(status, body));
  }

  /** Answers with what the function makes of the call. */
  public void answer(String call, Function<Call, Answer> answer) {
    answers.put(call, answer);
  }

  /** What came so far. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** How many read the events. */
  public int readers() {
    return readers.size();
  }

  /** Sends an event to all who read. */
  public void event(String name, String json) {
    readers.forEach(each -> each.add("event: " + name + "\ndata: " + json + "\n\n"));
  }

  @Override
  public void close() throws Exception {
    readers.forEach(each -> each.add(END));
    server.stop();
  }

  private final class Door extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var target = request.getHttpURI().getPathQuery();
      var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
      var body = Content.Source.asString(request, StandardCharsets.UTF_8);
      var call = new Call(request.getMethod(), target, type == null ? "" : type, body);
      calls.add(call);
      if (target.endsWith("/events")) {
        events(response);
        callback.succeeded();
        return true;
      }
      var answer =
          answers
              .getOrDefault(
                  call.method() + " " + target,
                  unknown -> new Answer(404, "{\"error\":\"no such thing\",\"mend\":\"look\"}"))
              .apply(call);
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      Content.Sink.write(response, true, answer.body(), callback);
      return true;
    }

    private void events(Response response) throws IOException, InterruptedException {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      var mine = new LinkedBlockingQueue<String>();
      try (var out = Content.Sink.asOutputStream(response)) {
        readers.add(
            mine); // first: whoever reads the greeting may count on every event from then on
        out.write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        for (var text = mine.take(); !text.equals(END); text = mine.take()) {
          out.write(text.getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      } finally {
        readers.remove(mine);
      }
    }
  }
}
