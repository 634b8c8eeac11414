package io.github.claudebridge.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes the way of {@code dp} a few times when the bridge has started, from the socket to the store,
 * and posts nothing: the first agent that posts is not to wait for a program that learns it.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /**
   * After so many a call takes what it takes later; they are done in about a second. Tests that
   * start many bridges set none.
   */
  private static final int TIMES = Integer.getInteger("bridge.warm-up", 200);

  private static final int LONGEST_ANSWER = 4_096;
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final String TEXT = "Warming up: **a** `line` that nobody sees.";

  private final Thread thread = Thread.ofVirtual().name("warm-up").unstarted(this::run);
  private final Path socket;
  private final int session;

  /** Over the socket of the bridge itself, in the name of a session. */
  WarmUp(Path socket, int session) {
    this.socket = socket;
    this.session = session;
  }

  /** Begins, beside everything else. */
  void start() {
    thread.start();
  }

  /** Waits until it is done, or has taken too long. */
  void await() {
    try {
      thread.join(LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long from = System.nanoTime();
    try {
      for (int i = 0; i < TIMES; i++) {
        call();
      }
      log.atInfo()
          .addKeyValue("session", session) // a post is logged with keys, too
          .log("warmed up in {} ms", (System.nanoTime() - from) / 1_000_000);
    } catch (IOException e) {
      log.info("not warmed up: {}", e.getMessage());
    }
  }

  private void call() throws IOException {
    byte[] body = TEXT.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /v1/sessions/"
            + session
            + "/posts?dry-run HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer request = ByteBuffer.allocate(head.length() + body.length);
      request.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
      while (request.hasRemaining()) {
        channel.write(request);
      }
      ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
      while (channel.read(answer) > 0) {
        // until the bridge closes it
      }
      String said = StandardCharsets.UTF_8.decode(answer.flip()).toString();
      if (!said.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("the bridge answers itself: " + said.lines().findFirst().orElse(""));
      }
    }
  }
}
