package io.github.claudebridge.testing;

import static org.awaitility.Awaitility.await;

import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.Tmux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program in a pane that writes every byte it receives to a file.
 *
 * <p>Its terminal is raw and asks for bracketed paste, as an agent's does.
 */
public final class ByteLog {

  /** What stands before a bracketed paste. */
  public static final String PASTE_START = "\u001b[200~";

  /** What stands after a bracketed paste. */
  public static final String PASTE_END = "\u001b[201~";

  private static final String SCRIPT =
      "stty raw -echo; printf '\\033[?2004h'; : > \"$0\"; printf READY; exec cat > \"$0\"";

  private final Pane pane;
  private final Path file;

  private ByteLog(Pane pane, Path file) {
    this.pane = pane;
    this.file = file;
  }

  /** Starts it in a session and waits until it listens. */
  public static ByteLog start(Tmux tmux, TmuxServer server, String session) throws IOException {
    var file = server.directory().resolve(session + ".bytes");
    var pane = tmux.start(server.spec(session, List.of("sh", "-c", SCRIPT, file.toString())));
    await().atMost(Duration.ofSeconds(10)).until(() -> pane.screen().text().startsWith("READY"));
    return new ByteLog(pane, file);
  }

  public Pane pane() {
    return pane;
  }

  /** All bytes so far. */
  public byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for as many bytes as the text has, and returns all that came, as text. */
  public String awaitLengthOf(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    await().atMost(Duration.ofSeconds(10)).until(() -> bytes().length >= length);
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
