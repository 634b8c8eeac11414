package io.github.claudebridge.bench;

import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.testing.TmuxServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** Types the same messages into a pane that records every byte, our way and the others'. */
final class TypingBench {
  private static final ComposerText COMPOSER = new ComposerText(Set.of());

  /** One way to put a message and its Enter into the pane. */
  private interface Way {
    void send(String text) throws IOException, InterruptedException;
  }

  private final PrintStream out;

  TypingBench(PrintStream out) {
    this.out = out;
  }

  /** Measures all ways, one after the other for each round, so that all meet the same load. */
  void run(int serial, int together) throws Exception {
    out.println(
        "| transport | ms/message p50 / p99 | serial ok | "
            + together
            + " at once ok | several lines"
            + " | CRLF | leading `-` | trailing `;` | `Enter` as text | 20 KB | 200 KB |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    try (TmuxServer server = TmuxServer.create();
        Tmux tmux = Tmux.open(server.settings())) {
      var pipe = server.directory().resolve("bytes");
      try (BytePane bytes = BytePane.at(pipe)) {
        Pane pane = tmux.start(server.spec("claude-session-1", BytePane.command(pipe)));
        Awaitility.await().until(() -> pane.screen().text().startsWith("READY"));
        List<String> words =
            List.of("tmux", "-u", "-L", server.settings().socketName());
        var shell =
            new PeerTyping.Shell(words, server.directory().toString(), pane.id().value());
        for (PeerTyping peer : PeerTyping.values()) {
          String name = peer.name().toLowerCase(Locale.ROOT).replace('_', '-');
          out.println(row(name, text -> peer.send(shell, text), bytes, serial, together));
          out.flush();
        }
        // One mailbox per session stands before the pane in the bridge; a lock stands for it here.
        Object mailbox = new Object();
        Way ours =
            text -> {
              synchronized (mailbox) {
                ComposerText.pieces(COMPOSER.compose(text).text()).forEach(pane::paste);
                pane.press(Key.ENTER);
              }
            };
        out.println(row("**this bridge**", ours, bytes, serial, together));
      }
    }
  }

  private static String row(String name, Way way, BytePane bytes, int serial, int together)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    int whole = 0;
    for (int i = 0; i < serial; i++) {
      bytes.clear();
      String text = "message " + i + " of a series";
      long from = System.nanoTime();
      way.send(text);
      long at = bytes.awaitEnter(2_000);
      millis.add((at - from) / 1e6);
      whole += plain(bytes.text()).equals(text + "\r") ? 1 : 0;
    }
    return "| %s | %s | %d/%d | %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            name,
            Numbers.p50p99(millis),
            whole,
            serial,
            together(way, bytes, together),
            one(way, bytes, "first\nsecond\nthird"),
            one(way, bytes, "first\r\nsecond"),
            one(way, bytes, "-l of ls"),
            one(way, bytes, "int x = 1;"),
            one(way, bytes, "Enter"),
            one(way, bytes, "word ".repeat(4_000) + "end"),
            one(way, bytes, "word ".repeat(40_000) + "end"));
  }

  private static String together(Way way, BytePane bytes, int together) throws Exception {
    bytes.clear();
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newFixedThreadPool(together)) {
      for (int i = 0; i < together; i++) {
        String text = "caller " + i + " speaks";
        callers.submit(
            () -> {
              go.await();
              way.send(text);
              return null;
            });
      }
      go.countDown();
    }
    List<String> got = Arrays.asList(plain(bytes.awaitQuiet(400)).split("\r", -1));
    int whole = 0;
    for (int i = 0; i < together; i++) {
      whole += got.contains("caller " + i + " speaks") ? 1 : 0;
    }
    return whole + "/" + together;
  }

  /** What becomes of one message, in a word or two. */
  private static String one(Way way, BytePane bytes, String text) throws Exception {
    bytes.clear();
    long from = System.nanoTime();
    try {
      way.send(text);
    } catch (IOException e) {
      bytes.awaitQuiet(200);
      return "error";
    }
    long at = bytes.awaitEnter(1_000);
    String got = bytes.awaitQuiet(200);
    String expected = COMPOSER.compose(text).text();
    int submits = (int) got.chars().filter(c -> c == '\r').count();
    String came = plain(got);
    if (text.equals("Enter") && came.isBlank()) {
      return "pressed as a key";
    }
    if (submits > 1) {
      return text.contains("\r") && got.contains("\u001b[200~")
          ? "CR in the paste"
          : submits + " submits";
    }
    if (came.equals(expected + "\r")) {
      boolean bare = text.contains("\n") && !got.contains("\u001b[200~");
      String millis = text.length() > 10_000 ? ", " + Numbers.shown((at - from) / 1e6) + " ms" : "";
      return (bare ? "bare LF" : "ok") + millis;
    }
    return text.endsWith(";") && came.equals(text.substring(0, text.length() - 1) + "\r")
        ? "`;` lost"
        : "changed";
  }

  private static String plain(String bytes) {
    return bytes.replace("\u001b[200~", "").replace("\u001b[201~", "");
  }
}
