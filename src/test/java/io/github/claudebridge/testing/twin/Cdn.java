package io.github.claudebridge.testing.twin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file server behind attachment addresses, on a bare socket: an HTTP library would not let it
 * lie about lengths or stop in the middle.
 */
final class Cdn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cdn.class);
  private static final int CHUNK = 1024;
  private final Map<String, TwinFile> files = new ConcurrentHashMap<>();
  private final AtomicInteger downloads = new AtomicInteger();
  private final ServerSocket door;

  Cdn() {
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("twin-cdn").start(this::accept);
  }

  /** Offers a file; returns its address. */
  String offer(String channelId, String attachmentId, TwinFile file) {
    String path =
        "/attachments/%s/%s/%s"
            .formatted(
                channelId, attachmentId, URLEncoder.encode(file.name(), StandardCharsets.UTF_8));
    files.put(path, file);
    return "http://127.0.0.1:" + door.getLocalPort() + path + "?ex=7fffffff&is=0&hm=00";
  }

  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  int downloads() {
    return downloads.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        log.debug("file server stopped: {}", e.getMessage());
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var reader =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String request = reader.readLine();
      String header = reader.readLine();
      while (header != null && !header.isEmpty()) {
        header = reader.readLine();
      }
      if (request != null) {
        downloads.incrementAndGet();
        answer(request.split(" ")[1].split("\\?")[0], client.getOutputStream());
      }
    } catch (IOException e) {
      log.debug("download ended early: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(String path, OutputStream out) throws IOException, InterruptedException {
    TwinFile file = files.get(path);
    if (file == null || file.served() == TwinFile.Served.NOT_FOUND) {
      out.write(head("404 Not Found", "text/plain", 0));
      return;
    }
    byte[] bytes = file.bytes();
    switch (file.served()) {
      case SLOWLY -> {
        out.write(head("200 OK", file.contentType(), bytes.length));
        for (int at = 0; at < bytes.length; at += CHUNK) {
          out.write(bytes, at, Math.min(CHUNK, bytes.length - at));
          out.flush();
          Thread.sleep(200);
        }
      }
      case TRUNCATED -> {
        out.write(head("200 OK", file.contentType(), bytes.length));
        out.write(bytes, 0, bytes.length / 2);
      }
      case UNSTATED -> {
        out.write(head("200 OK", file.contentType(), -1));
        out.write(bytes);
      }
      case WELL, UNDERSTATED, NOT_FOUND -> {
        out.write(head("200 OK", file.contentType(), file.statedSize()));
        out.write(bytes);
      }
    }
    out.flush();
  }

  private static byte[] head(String status, String type, long length) {
    String stated = length < 0 ? "" : "Content-Length: " + length + "\r\n";
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + stated
            + "Connection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
