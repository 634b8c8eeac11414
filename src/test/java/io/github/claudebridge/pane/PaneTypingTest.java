package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.ByteLog;
import io.github.claudebridge.testing.TmuxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaneTypingTest {

  private static final Path TRAP = Path.of("/tmp/pane-typing-test-trap");

  private TmuxServer server;
  private Tmux tmux;

  @BeforeEach
  void open() throws IOException {
    server = TmuxServer.create();
    tmux = Tmux.open(server.settings());
  }

  @AfterEach
  void close() throws IOException {
    tmux.close();
    server.close();
    Files.deleteIfExists(TRAP);
  }

  static String[] hardTexts() {
    return new String[] {
      "こんにちは、世界。漢字とｶﾀｶﾅ",
      "👩‍👩‍👧‍👦 🇯🇵 é e\u0301 \u200f عربي",
      "ends with ;",
      ";",
      "\\;",
      "-t leading dash",
      "--",
      "Enter",
      "C-c",
      "it's \"quoted\" `here` $HOME ${HOME} $(id) ~ ~root \\ \\n \\033 \\u0041",
      "~",
      "{ } % %1 %end 1 2 1 # comment",
      "#(touch " + TRAP + ") #{pane_id} ##[x]",
      "two\nlines\n\nkill-server\n",
      "tab\there",
      " ",
    };
  }

  @ParameterizedTest
  @MethodSource("hardTexts")
  void pastesExactBytes(String text) throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    log.pane().paste(text);
    var expected = ByteLog.PASTE_START + text + ByteLog.PASTE_END;
    assertThat(log.awaitLengthOf(expected)).isEqualTo(expected);
    assertThat(TRAP).doesNotExist();
    assertThat(server.run("list-buffers")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("hardTexts")
  void pastesExactBytesAndPressesAKey(String text) throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    log.pane().paste(text, Key.ENTER);
    var expected = ByteLog.PASTE_START + text + ByteLog.PASTE_END + "\r";
    assertThat(log.awaitLengthOf(expected)).isEqualTo(expected);
    assertThat(TRAP).doesNotExist();
    assertThat(server.run("list-buffers")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("hardTexts")
  void typesExactBytes(String text) throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    log.pane().type(text);
    assertThat(log.awaitLengthOf(text)).isEqualTo(text);
    assertThat(TRAP).doesNotExist();
  }

  @Test
  void longTextsArriveWhole() throws IOException {
    var text = "0123456789 日本語 ;'\"\\\n".repeat(8_000);
    assertThat(text.length()).isGreaterThan(150_000);
    var log = ByteLog.start(tmux, server, "claude-session-1");
    log.pane().paste(text);
    var pasted = ByteLog.PASTE_START + text + ByteLog.PASTE_END;
    assertThat(log.awaitLengthOf(pasted)).isEqualTo(pasted);
    log.pane().type(text);
    assertThat(log.awaitLengthOf(pasted + text)).isEqualTo(pasted + text);
  }

  @Test
  void pastesOfManyCallersDoNotMix() throws Exception {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    var expected = new ArrayList<String>();
    var calls = new ArrayList<Future<?>>();
    var go = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 20; caller++) {
        for (int turn = 0; turn < 10; turn++) {
          var text = ("<" + caller + "." + turn + " 日本>").repeat(200);
          expected.add(text);
          calls.add(
              callers.submit(
                  () -> {
                    go.await();
                    log.pane().paste(text);
                    return null;
                  }));
        }
      }
      go.countDown();
      for (var call : calls) {
        call.get();
      }
    }
    var received =
        log.awaitLengthOf(
            String.join("", expected)
                + (ByteLog.PASTE_START + ByteLog.PASTE_END).repeat(expected.size()));
    var pastes =
        Pattern.compile("\u001b\\[200~(.*?)\u001b\\[201~")
            .matcher(received)
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(pastes).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void pressesKeysByName() throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    for (var key : Key.values()) {
      log.pane().press(key);
    }
    var expected =
        "\r\u001b\t\u001b[Z\u001b[A\u001b[B\u001b[D\u001b[C \u007f"
            + "\u0003\u0013\u0015\u0018\u0019\f\u000f\u001b[5~\u001b[6~";
    assertThat(log.awaitLengthOf(expected)).isEqualTo(expected);
  }

  @Test
  void keysAndTextGetThroughWhileAPersonScrolls() throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    scroll(log);
    log.pane().press(Key.ENTER);
    assertThat(log.awaitLengthOf("\r")).isEqualTo("\r");
    assertThat(log.pane().screen().copyMode()).isFalse();
    scroll(log);
    log.pane().type("x");
    assertThat(log.awaitLengthOf("\rx")).isEqualTo("\rx");
    scroll(log);
    log.pane().paste("y");
    var all = "\rx" + ByteLog.PASTE_START + "y" + ByteLog.PASTE_END;
    assertThat(log.awaitLengthOf(all)).isEqualTo(all);
    assertThat(log.pane().screen().copyMode()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 13, 27, 0x7f, 0x9b})
  void controlCharactersAreRefusedByName(int codePoint) throws IOException {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    var text = "a" + Character.toString(codePoint) + "[201~";
    var name = "U+%04X at position 1".formatted(codePoint);
    assertThatThrownBy(() -> log.pane().paste(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(() -> log.pane().type(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThat(log.bytes()).isEmpty();
  }

  private void scroll(ByteLog log) throws IOException {
    server.run("copy-mode", "-t", log.pane().id().value());
    assertThat(log.pane().screen().copyMode()).isTrue();
  }
}
