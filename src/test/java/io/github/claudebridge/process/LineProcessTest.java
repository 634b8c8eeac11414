package io.github.claudebridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineProcessTest {

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @Test
  void linesGoInAndComeOut() throws Exception {
    try (var cat = start("/bin/cat")) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(cat.offer(("日本 " + i).getBytes(StandardCharsets.UTF_8), false)).isTrue();
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(next()).isEqualTo("日本 " + i);
      }
    }
    assertThat(next()).isEqualTo("ENDED");
  }

  @Test
  void oneLineAtATimeIsWrittenByWhoeverOffersIt() throws Exception {
    try (var cat = start("/bin/cat")) {
      for (int length : List.of(1, 50_000, 2, 100, 40_000, 3)) {
        var line = "x".repeat(length);
        assertThat(cat.offer(line.getBytes(StandardCharsets.UTF_8), true)).isTrue();
        assertThat(next()).isEqualTo(line);
      }
    }
    assertThat(next()).isEqualTo("ENDED");
  }

  @Test
  void lineBreaksInsideALineAreRefused() throws Exception {
    try (var cat = start("/bin/cat")) {
      assertThatThrownBy(() -> cat.offer(new byte[] {'a', '\n', 'b'}, false))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> cat.offer(new byte[] {'\r'}, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theEndIsToldOnceAndNothingIsTakenAfter() throws Exception {
    var program = start("/bin/sh", "-c", "echo last");
    assertThat(next()).isEqualTo("last");
    assertThat(next()).isEqualTo("ENDED");
    program.close();
    program.close();
    assertThat(program.offer(new byte[] {'x'}, false)).isFalse();
    assertThat(heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void closingDoesNotWaitForWhoeverHoldsThePipes() throws Exception {
    var program = start("/bin/sh", "-c", "/bin/sleep 20 & echo up; wait");
    assertThat(next()).isEqualTo("up");
    program.close();
    assertThat(next()).isEqualTo("ENDED");
  }

  @Test
  void aLineThatNeverEndsEndsTheProgram() throws Exception {
    start("/bin/cat", "/dev/zero");
    assertThat(next()).isEqualTo("ENDED");
  }

  private LineProcess start(String... command) throws IOException {
    var program = LineProcess.start(List.of(command), Map.of());
    program.listen(
        100_000,
        new LineProcess.Listener() {
          @Override
          public void line(byte[] line) {
            heard.add(new String(line, StandardCharsets.UTF_8));
          }

          @Override
          public void ended() {
            heard.add("ENDED");
          }
        });
    return program;
  }

  private String next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }
}
