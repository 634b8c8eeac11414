package io.github.claudebridge.testing;

import io.github.claudebridge.config.Layout;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the hooks of a session at a steady rate, over as many lasting connections as a few dozen
 * agents hold. Each hook has its time, and what it took is counted from then: one that has to wait
 * for a line to get free is not left out. Written on plain sockets and with threads that leave a
 * core to whoever wants it, since what the sending costs is no cost of the bridge beside it.
 */
public final class HookStorm {
  /** Stands for the number of a hook, so that each is another one. */
  private static final String NUMBER = "000000000";

  /** A tool's report of two and a half thousand bytes, as most are. */
  public static final String USUAL =
      "{\"hook_event_name\":\"PostToolUse\",\"session_id\":\"s\",\"prompt_id\":\"p\",\"cwd\":\"/\","
          + "\"transcript_path\":\"\",\"tool_name\":\"Bash\",\"tool_use_id\":\"t"
          + NUMBER
          + "\","
          + "\"tool_input\":{\"command\":\"ls\"},\"tool_response\":{\"stdout\":\""
          + "a line of output\\n".repeat(100)
          + "\"},\"duration_ms\":5}";

  private static final int LINES = 48;
  private static final int NICE = 10;

  private final int port;
  private final byte[] request;

  /** Where its number stands, or -1. */
  private final int numbered;

  /**
   * A storm of one hook, again and again, each with its number if it has room for one.
   *
   * @param layout of the bridge, which runs
   */
  public HookStorm(Layout layout, int session, String hook) throws IOException {
    port = Integer.parseInt(Files.readString(layout.port()).strip());
    String token =
        Files.readString(layout.run().resolve("session-" + session + ".token")).strip();
    byte[] body = hook.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("POST /hooks/%d HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n")
            .formatted(session, token, body.length)
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    request = out.toByteArray();
    numbered = new String(request, StandardCharsets.ISO_8859_1).indexOf(NUMBER);
  }

  /**
   * Lets it blow and waits for every answer.
   *
   * @return what each hook took from its time on, in milliseconds, in no order
   * @throws IllegalStateException if one was not answered with 200
   */
  public List<Double> blow(int perSecond, int hooks) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService lines = Executors.newFixedThreadPool(LINES)) {
      List<Future<List<Double>>> all = new ArrayList<>();
      long start = System.nanoTime() + 50_000_000; // until the lines stand
      for (int i = 0; i < LINES; i++) {
        all.add(lines.submit(() -> line(next, hooks, start, 1_000_000_000L / perSecond)));
      }
      List<Double> took = new ArrayList<>();
      for (Future<List<Double>> each : all) {
        took.addAll(each.get());
      }
      return took;
    }
  }

  private List<Double> line(AtomicInteger next, int hooks, long start, long between)
      throws IOException {
    Niceness.ofThisThread(NICE);
    List<Double> took = new ArrayList<>();
    byte[] own = request.clone();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement(); i < hooks; i = next.getAndIncrement()) {
        long due = start + i * between;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        number(own, i);
        socket.getOutputStream().write(own);
        String status = answer(in);
        if (!status.startsWith("HTTP/1.1 200")) {
          throw new IllegalStateException("a hook was answered with " + status);
        }
        took.add((System.nanoTime() - due) / 1e6);
      }
    }
    return took;
  }

  private void number(byte[] own, int number) {
    if (numbered >= 0) {
      String digits = String.format("%0" + NUMBER.length() + "d", number);
      for (int i = 0; i < NUMBER.length(); i++) {
        own[numbered + i] = (byte) digits.charAt(i);
      }
    }
  }

  /** Reads one answer to its end; its status line. */
  private static String answer(InputStream in) throws IOException {
    String status = headerLine(in);
    int length = 0;
    for (String each = headerLine(in); !each.isEmpty(); each = headerLine(in)) {
      if (each.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(each.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String headerLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the bridge hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
