package io.github.claudebridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudebridge.attachment.AttachmentResult.Failed;
import io.github.claudebridge.attachment.AttachmentResult.Stored;
import io.github.claudebridge.config.ByteSize;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.AttachmentRef;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many large files at once, fetched by a process that has hardly any memory. */
class LargeFilesTest {
  private static final int FILES = 20;
  private static final int SIZE = 25 << 20;
  private static final int LIE = 40 << 20;

  @TempDir private Path root;

  /** F11. */
  @Test
  @Timeout(120)
  void twentyOf25MbAndOneThatLiesAboutItsLengthNeed32MbOfHeap() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/large", exchange -> send(exchange, SIZE, SIZE));
    server.createContext("/liar", exchange -> send(exchange, 0, LIE)); // 0: no length is told
    server.start();
    String said;
    try {
      var fetcher =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-Xmx32m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LargeFilesTest.class.getName(),
                  root.toString(),
                  "http://127.0.0.1:" + server.getAddress().getPort())
              .redirectErrorStream(true)
              .start();
      said = new String(fetcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(fetcher.waitFor()).as(said).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(said)
        .contains(FILES + " stored, refused: it is larger than the limit of 25MB")
        .doesNotContain("OutOfMemoryError");
    try (Stream<Path> kept = Files.list(root.resolve("session_1"))) {
      assertThat(kept)
          .hasSize(FILES)
          .allSatisfy(file -> assertThat(file).hasSize(SIZE))
          .noneMatch(file -> file.toString().contains("part"));
    }
    System.out.print("F11 20 files of 25 MB and one of 40 MB that says 5 bytes: " + said);
  }

  private static void send(HttpExchange exchange, long told, int size) throws IOException {
    exchange.sendResponseHeaders(200, told);
    try (var out = exchange.getResponseBody()) {
      for (var i = 0; i < size / 8_192; i++) {
        out.write(new byte[8_192]);
      }
    }
  }

  /** The process with little memory: fetches the files and says what came of them. */
  public static void main(String[] args) {
    var size = new ByteSize(SIZE);
    try (var manager =
        new AttachmentManager(
            Path.of(args[0]),
            new Settings.Attachments(
                size,
                Duration.ofMinutes(2),
                FILES + 1,
                FILES + 1,
                Duration.ofDays(30),
                ByteSize.parse("10GB")),
            URI.create(args[1]))) {
      List<AttachmentRef> all = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        all.add(new AttachmentRef("" + i, "f.bin", args[1] + "/large", SIZE, "text/plain"));
      }
      all.add(new AttachmentRef("99", "liar.bin", args[1] + "/liar", 5, "text/plain"));
      var results = manager.fetch(1, all).join();
      System.out.printf(
          "%d stored, refused: %s; %d MB of heap at most, garbage with it%n",
          results.stream().filter(Stored.class::isInstance).count(),
          results.getLast() instanceof Failed f ? f.reason() : "nothing",
          peak() >> 20);
    }
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
