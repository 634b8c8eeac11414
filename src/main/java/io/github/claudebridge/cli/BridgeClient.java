package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Speaks to the running bridge over its Unix socket. */
final class BridgeClient implements AutoCloseable {
  private static final int MAX_ANSWER = 64 * 1024 * 1024;

  private final Path socket;
  private final String startCommand;
  private @Nullable HttpClient http;

  /**
   * @param socket where the bridge listens, if it runs
   * @param startCommand what starts it, for people
   */
  BridgeClient(Path socket, String startCommand) {
    this.socket = socket;
    this.startCommand = startCommand;
  }

  JsonNode get(String route) throws CliException {
    return json(request(HttpMethod.GET, route, null, 30));
  }

  /** Fetches something that is not JSON. */
  byte[] bytes(String route) throws CliException {
    var response = request(HttpMethod.GET, route, null, 30);
    if (response.getStatus() / 100 != 2) {
      throw refused(response.getStatus(), response.getContentAsString());
    }
    return response.getContent();
  }

  /** Orders something; {@code body} may be null. Some orders take long: a start, a recovery. */
  JsonNode post(String route, @Nullable JsonNode body) throws CliException {
    return json(request(HttpMethod.POST, route, body, 150));
  }

  JsonNode patch(String route, JsonNode body) throws CliException {
    return json(request(HttpMethod.PATCH, route, body, 60));
  }

  JsonNode delete(String route) throws CliException {
    return json(request(HttpMethod.DELETE, route, null, 60));
  }

  /** Begins to listen to a stream of events. */
  EventStream events(String route) throws CliException {
    var listener = new InputStreamResponseListener();
    try {
      prepare(HttpMethod.GET, route)
          .headers(headers -> headers.put("Accept", "text/event-stream"))
          .idleTimeout(0, TimeUnit.SECONDS)
          .send(listener);
      var response = listener.get(30, TimeUnit.SECONDS);
      if (response.getStatus() / 100 != 2) {
        try (var body = listener.getInputStream()) {
          var text = new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
          throw refused(response.getStatus(), text);
        }
      }
      return new EventStream(listener.getInputStream());
    } catch (ExecutionException broken) {
      throw unreachable(broken.getCause());
    } catch (IOException broken) {
      throw unreachable(broken);
    } catch (TimeoutException slow) {
      throw silent();
    } catch (InterruptedException stop) {
      throw interrupted();
    }
  }

  @Override
  public void close() {
    if (http != null) {
      try {
        http.stop();
      } catch (Exception broken) {
        // The command has its answer; the process is about to end.
        http = null;
      }
    }
  }

  private ContentResponse request(
      HttpMethod method, String route, @Nullable JsonNode body, int seconds) throws CliException {
    try {
      var request = prepare(method, route).timeout(seconds, TimeUnit.SECONDS);
      if (body != null) {
        request.body(
            new BytesRequestContent(
                "application/json",
                Json.write(body).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
      // The usual way to send keeps no more than 2 MB of an answer.
      return new CompletableResponseListener(request, MAX_ANSWER).send().get();
    } catch (ExecutionException broken) {
      throw unreachable(broken.getCause());
    } catch (InterruptedException stop) {
      throw interrupted();
    }
  }

  private Request prepare(HttpMethod method, String route) throws CliException {
    if (!Files.exists(socket)) {
      throw notRunning();
    }
    return started()
        .newRequest("http://localhost" + route)
        .method(method)
        .transport(new Transport.TCPUnix(socket));
  }

  private HttpClient started() throws CliException {
    if (http != null) {
      return http;
    }
    var threads = new QueuedThreadPool(8, 1);
    threads.setName("bridge-client");
    threads.setDaemon(true);
    var connector = new ClientConnector();
    connector.setExecutor(threads);
    connector.setSelectors(1);
    var client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    try {
      client.start();
    } catch (Exception broken) {
      throw CliException.failed("the HTTP client does not start: " + broken);
    }
    http = client;
    return client;
  }

  private static JsonNode json(ContentResponse response) throws CliException {
    var text = response.getContentAsString();
    if (response.getStatus() / 100 != 2) {
      throw refused(response.getStatus(), text);
    }
    if (text.isBlank()) {
      return Json.object();
    }
    try {
      return Json.parse(text);
    } catch (BadJsonException bad) {
      throw CliException.failed(
          "the bridge answered with something else than JSON: " + bad.getMessage(),
          "is it of another version? see: vai status");
    }
  }

  private static CliException refused(int code, String text) {
    var status = code == 409 || code == 503 ? ExitStatus.BUSY : ExitStatus.FAILED;
    try {
      var body = Json.parse(text);
      var words = body.path("error").asText("the bridge refused it (HTTP " + code + ")");
      var mend = body.path("mend").asText("");
      return mend.isBlank()
          ? new CliException(status, words)
          : new CliException(status, words, mend);
    } catch (BadJsonException other) {
      return new CliException(
          status, "the bridge refused it (HTTP " + code + ")", "look at: vai logs");
    }
  }

  private CliException unreachable(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return silent();
    }
    if (cause instanceof ConnectException || cause instanceof SocketException) {
      return notRunning();
    }
    return CliException.failed(
        "the bridge broke off: " + cause.getMessage(), "look at: vai status, vai logs");
  }

  private CliException notRunning() {
    return new CliException(
        ExitStatus.NOT_RUNNING, "the bridge is not running", "start it with " + startCommand);
  }

  private static CliException silent() {
    return CliException.failed("the bridge does not answer", "look at: vai logs; vai doctor");
  }

  private static CliException interrupted() {
    Thread.currentThread().interrupt();
    return CliException.failed("interrupted");
  }
}
