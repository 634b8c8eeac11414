package io.github.claudebridge.testing;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Speaks HTTP to a Unix socket with the real {@code curl}, as {@code dp} does. */
public final class SocketHttp {
  private final Path socket;

  public SocketHttp(Path socket) {
    this.socket = socket;
  }

  public String get(String path) throws Exception {
    return curl(List.of("http://localhost" + path), "");
  }

  public String post(String path, String body) throws Exception {
    return curl(List.of("--data-binary", "@-", "http://localhost" + path), body);
  }

  public String delete(String path) throws Exception {
    return curl(List.of("-X", "DELETE", "http://localhost" + path), "");
  }

  /** The HTTP status of a request. */
  public int status(String method, String path, String body) throws Exception {
    return Integer.parseInt(
        curl(
            List.of(
                "-X", method, "-o", "/dev/null", "-w", "%{http_code}", "-g", "--data-binary", "@-",
                "http://localhost" + path),
            body));
  }

  /** Waits until a session says that it is in a state. */
  public void awaitState(int session, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> get("/v1/sessions/" + session).contains("\"state\":\"" + state + "\""));
  }

  private String curl(List<String> arguments, String body) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "--max-time", "40", "--unix-socket", socket.toString()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
