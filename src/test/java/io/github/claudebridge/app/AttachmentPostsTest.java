package io.github.claudebridge.app;

import com.sun.net.httpserver.HttpServer;
import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.config.ByteSize;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.AttachmentRef;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads whose file could not be had, in both languages. */
class AttachmentPostsTest {
  private static final Author ANN = new Author("720000000000000001", "Ann", Author.Kind.PERSON);
  private static final Settings.Attachments LIMITS =
      new Settings.Attachments(
          ByteSize.parse("1KB"),
          Duration.ofSeconds(30),
          3,
          3,
          Duration.ofDays(30),
          ByteSize.parse("1GB"));

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void reads(String language) throws Exception {
    HttpServer host =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    host.createContext(
        "/large",
        x -> {
          x.sendResponseHeaders(200, 0);
          try (OutputStream body = x.getResponseBody()) {
            body.write(new byte[2_000]);
          }
        });
    host.createContext("/gone", x -> x.sendResponseHeaders(404, -1));
    host.createContext("/not", x -> x.sendResponseHeaders(401, -1));
    host.start();
    String at = "http://127.0.0.1:" + host.getAddress().getPort();
    SettableTime time = SettableTime.start();
    StringBuilder seen = new StringBuilder();
    try (TempStore store = new TempStore(time)) {
      PostStore posts = new PostStore(store.database(), time);
      Outbox outbox = new Outbox(posts);
      AttachmentManager manager =
          new AttachmentManager(
              Files.createDirectory(store.folder().resolve("files")), LIMITS, URI.create(at));
      Attachments attachments =
          new Attachments(manager, outbox, new Words(Locale.of(language)));
      for (String url :
          List.of(at + "/large", at + "/gone", at + "/not", "https://example.org/x", "no url")) {
        tell(attachments, url, time);
      }
      manager.close();
      tell(attachments, at + "/stopped", time);
      posts.newest(1, 50).forEach(p -> seen.append(p.body().text()).append('\n'));
      outbox.close();
    } finally {
      host.stop(0);
    }
    Golden.at("src/test/resources/posts")
        .check("attachments." + language + ".txt", seen.toString());
  }

  private static void tell(Attachments attachments, String url, SettableTime time)
      throws Exception {
    AttachmentRef ref = new AttachmentRef(url, "plan_of *ours*.pdf", url, 9, null);
    Message message = new Message("7", "local-1", ANN, "see", List.of(ref), time.instant());
    attachments
        .fetch(
            new Delivery(1, 1, message, Rung.RECEIVED, null, null, null, List.of(), Map.of()))
        .get(60, TimeUnit.SECONDS);
  }
}
