package io.github.claudebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
  @Test
  void tellsKeysTextAndPastesApart() throws Exception {
    assertThat(
            keys("a日本\n\u001b[200~x\r\ny\t\u001b[201~\r\u001b[A\u001b[B\u007f\u0003\u0013\u0015"))
        .containsExactly(
            new Key.Text("a日本\n"),
            new Key.Paste("x\ny    "),
            Key.Press.ENTER,
            Key.Press.UP,
            Key.Press.DOWN,
            Key.Press.BACKSPACE,
            Key.Press.CTRL_C,
            Key.Press.CTRL_S,
            Key.Press.CTRL_U);
    assertThat(keys("\u001b")).containsExactly(Key.Press.ESCAPE);
    assertThat(keys("\u001bq")).containsExactly(Key.Press.ESCAPE, new Key.Text("q"));
  }

  @Test
  void composesAsClaudeDoes() {
    var composer = new Composer();
    composer.type("draft");
    composer.toggleStash();
    assertThat(composer.isEmpty()).isTrue();
    composer.paste("a\nb\nc\nd");
    assertThat(composer.shown()).isEqualTo("[Pasted text #1 +3 lines]");
    assertThat(composer.submit()).contains("<pasted_content id=", "a\nb\nc\nd");
    assertThat(composer.shown()).isEqualTo("draft");
    composer.type("\\");
    assertThat(composer.continues()).isTrue();
    composer.paste("two\nlines");
    assertThat(composer.submit()).isEqualTo("draft\ntwo\nlines");
  }

  private static List<Key> keys(String bytes) throws IOException {
    var reader = new KeyReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)));
    List<Key> keys = new ArrayList<>();
    for (Key key = reader.next(); key != Key.Press.HANG_UP; key = reader.next()) {
      keys.add(key);
    }
    return keys;
  }
}
