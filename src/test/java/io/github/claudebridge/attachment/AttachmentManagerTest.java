package io.github.claudebridge.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudebridge.attachment.AttachmentResult.Failed;
import io.github.claudebridge.attachment.AttachmentResult.Stored;
import io.github.claudebridge.config.ByteSize;
import io.github.claudebridge.config.Durations;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.AttachmentRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AttachmentManagerTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @TempDir Path root;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private AttachmentManager manager;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/hello", exchange -> answer(exchange, 200, HELLO));
    server.start();
    manager = manager("1s", 5, 20);
  }

  @AfterEach
  void stop() {
    over.countDown();
    manager.close();
    server.stop(0);
  }

  @Test
  void aKeptTextIsItsOwnersAloneAndReplacedAsAWhole() throws Exception {
    manager.keep(1, "7-message.txt", "the first, which is longer");
    Path file = manager.keep(1, "7-message.txt", "二つ目");
    assertThat(file).isEqualTo(root.resolve("session_1/7-message.txt")).hasContent("二つ目");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void filesAreStoredPrivatelyInTheOrderOfTheMessage() throws Exception {
    var results = fetch(3, ref("9", "b.txt", "/hello", 5), ref("8", "b.txt", "/hello", 5));
    assertThat(results)
        .extracting(each -> each instanceof Stored(var path, _) ? root.relativize(path) + "" : "")
        .containsExactly("session_3/9-b.txt", "session_3/8-b.txt");
    var stored = ((Stored) results.getFirst()).path();
    assertThat(stored).hasContent("hello");
    assertThat(mode(stored)).isEqualTo("rw-------");
    assertThat(mode(stored.getParent())).isEqualTo("rwx------");
  }

  @Test
  void whatIsHereAlreadyIsNotFetchedAgain() throws Exception {
    fetch(3, ref("9", "b.txt", "/hello", 5));
    assertThat(fetch(3, ref("9", "b.txt", "/hello", 5)).getFirst()).isInstanceOf(Stored.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void namesCannotLeaveTheDirectory() throws Exception {
    fetch(
        1,
        ref("1", "../../../evil", "/hello", 5),
        ref("2", "x".repeat(300) + ".txt", "/hello", 5),
        ref("../3", "/etc/passwd", "/hello", 5));
    assertThat(names()).hasSize(3).contains("1-evil", "3-passwd");
    try (var all = Files.list(root)) {
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void aLinkInPlaceOfTheDirectoryIsNotFollowed(@TempDir Path elsewhere) throws Exception {
    Files.createSymbolicLink(root.resolve("session_1"), elsewhere);
    assertThat(reason(ref("1", "a", "/hello", 5))).contains("could not be stored");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void oneFailureDoesNotStopTheOthers() throws Exception {
    server.createContext("/gone", exchange -> answer(exchange, 404, HELLO));
    var results = fetch(1, ref("1", "a", "/gone", 5), ref("2", "b", "/hello", 5));
    assertThat(results.get(0))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.reason()).contains("link has expired (HTTP 404)"));
    assertThat(results.get(1)).isInstanceOf(Stored.class);
    assertThat(names()).containsExactly("2-b");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aFaultOfTheHostIsTriedOnceMore() throws Exception {
    server.createContext(
        "/flaky", exchange -> answer(exchange, asked.get() == 0 ? 503 : 200, HELLO));
    server.createContext("/broken", exchange -> answer(exchange, 500, HELLO));
    assertThat(fetch(1, ref("1", "a", "/flaky", 5)).getFirst()).isInstanceOf(Stored.class);
    assertThat(asked).hasValue(2);
    assertThat(reason(ref("2", "b", "/broken", 5))).isEqualTo("the file host answered HTTP 500");
    assertThat(asked).hasValue(4);
  }

  @Test
  void aSlowHostIsGivenUp() throws Exception {
    server.createContext(
        "/silent",
        exchange -> {
          await(over);
          exchange.close();
        });
    server.createContext(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(HELLO);
          exchange.getResponseBody().flush();
          await(over);
          exchange.close();
        });
    var results = fetch(1, ref("1", "a", "/silent", 9), ref("2", "b", "/drip", 9));
    assertThat(results)
        .allSatisfy(
            each -> assertThat(((Failed) each).reason()).isEqualTo("it took longer than 1s"));
    assertThat(names()).isEmpty();
  }

  @Test
  void tooLargeIsRefusedWhateverWasAnnounced() throws Exception {
    server.createContext("/big", exchange -> answer(exchange, 200, new byte[200_000]));
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            for (var i = 0; i < 100_000; i++) {
              out.write(new byte[10_000]);
            }
          }
        });
    for (var each :
        List.of(
            ref("1", "a", "/big", 5),
            ref("2", "b", "/endless", 5),
            ref("3", "c", "/hello", 200_000))) {
      assertThat(reason(each)).isEqualTo("it is larger than the limit of 100KB");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aTruncatedBodyIsNoFile() throws Exception {
    try (var liar = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> lie(liar));
      var url = "http://127.0.0.1:" + liar.getLocalPort();
      manager.close();
      manager = manager("5s", 5, 20, URI.create(url));
      var results = fetch(1, new AttachmentRef("1", "a", url + "/x", 100, null));
      assertThat(((Failed) results.getFirst()).reason())
          .isEqualTo("the connection to the file host broke");
    }
    server.createContext("/short", exchange -> answer(exchange, 200, HELLO));
    manager.close();
    manager = manager("5s", 5, 20);
    assertThat(reason(ref("2", "b", "/short", 9))).isEqualTo("it arrived incomplete: 5 of 9 bytes");
    assertThat(names()).isEmpty();
  }

  @Test
  void onlyKnownHostsAreAskedAlsoAfterARedirect() throws Exception {
    server.createContext(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://localhost:1/hello");
          answer(exchange, 302, HELLO);
        });
    server.createContext(
        "/near",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/hello");
          answer(exchange, 302, HELLO);
        });
    var foreign = "it is not at one of Discord's file hosts";
    assertThat(reason(ref("1", "a", "/away", 5))).isEqualTo(foreign);
    assertThat(fetch(1, ref("2", "b", "/near", 5)).getFirst()).isInstanceOf(Stored.class);
    for (var url :
        List.of(
            "http://cdn.discordapp.com/x",
            "https://cdn.discordapp.com:8443/x",
            "https://cdn.discordapp.com.evil.example/x",
            "https://cdn.discordapp.com@evil.example/x",
            "https://u:p@cdn.discordapp.com/x",
            "http://localhost:" + server.getAddress().getPort() + "/hello",
            "file:///etc/passwd",
            "nonsense")) {
      assertThat(reason(new AttachmentRef("3", "c", url, 5, null))).as(url).isEqualTo(foreign);
    }
    assertThat(reason(new AttachmentRef("3", "c", "::", 5, null))).contains("no address");
    var hosts = new AllowedHosts(null);
    assertThat(hosts.allow(URI.create("https://CDN.discordapp.com/attachments/1/2/a?ex=1")))
        .isTrue();
    assertThat(hosts.allow(URI.create("https://media.discordapp.net/a"))).isTrue();
  }

  @Test
  void onlySoManyAtATime() throws Exception {
    var inside = new AtomicInteger();
    server.createContext(
        "/gate",
        exchange -> {
          inside.incrementAndGet();
          await(over);
          answer(exchange, 200, HELLO);
        });
    manager.close();
    manager = manager("20s", 4, 6);
    var one = manager.fetch(1, refs("/gate", 8));
    exactly(4, inside);
    var two = manager.fetch(2, refs("/gate", 8));
    exactly(6, inside);
    over.countDown();
    assertThat(one.get(30, TimeUnit.SECONDS)).hasSize(8).allMatch(Stored.class::isInstance);
    assertThat(two.get(30, TimeUnit.SECONDS)).hasSize(8).allMatch(Stored.class::isInstance);
  }

  private static void exactly(int expected, AtomicInteger inside) {
    Awaitility.await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(20))
        .until(() -> inside.get() == expected);
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    var begun = new CountDownLatch(1);
    server.createContext(
        "/silent",
        exchange -> {
          begun.countDown();
          await(over);
          exchange.close();
        });
    manager.close();
    manager = manager("50s", 5, 20);
    var future = manager.fetch(1, List.of(ref("1", "a", "/silent", 5)));
    await(begun);
    manager.close();
    assertThat(future.get(10, TimeUnit.SECONDS).getFirst()).isInstanceOf(Failed.class);
    assertThat(fetch(1, ref("1", "a", "/hello", 5)).getFirst()).isInstanceOf(Failed.class);
  }

  private void lie(ServerSocket socket) {
    try {
      while (true) {
        try (var client = socket.accept()) {
          client.getInputStream().read(new byte[1_000]);
          client
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException closed) {
      over.countDown();
    }
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    asked.incrementAndGet();
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      throw new IOException(stop);
    }
  }

  private String reason(AttachmentRef ref) throws Exception {
    return fetch(1, ref).getFirst() instanceof Failed(_, var reason) ? reason : "stored";
  }

  private List<AttachmentResult> fetch(int session, AttachmentRef... refs) throws Exception {
    return manager.fetch(session, List.of(refs)).get(40, TimeUnit.SECONDS);
  }

  private List<AttachmentRef> refs(String path, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ref("" + i, "f.bin", path, HELLO.length))
        .toList();
  }

  private AttachmentRef ref(String id, String name, String path, long size) {
    return new AttachmentRef(id, name, base() + path, size, "text/plain");
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private List<String> names() throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(root.resolve("session_1"))) {
      files.forEach(each -> names.add(each.getFileName().toString()));
    }
    return names;
  }

  private AttachmentManager manager(String timeout, int perSession, int total) {
    return manager(timeout, perSession, total, base());
  }

  private AttachmentManager manager(String timeout, int perSession, int total, URI also) {
    return new AttachmentManager(
        root, limits(timeout, perSession, total, ByteSize.parse("100KB")), also);
  }

  private static Settings.Attachments limits(
      String timeout, int perSession, int total, ByteSize size) {
    return new Settings.Attachments(
        size,
        Durations.parse(timeout),
        perSession,
        total,
        Duration.ofDays(30),
        ByteSize.parse("1GB"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
