package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.Logs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record is made fit to be resumed from, and nothing of it is lost by that. */
class TranscriptMendTest {
  private static final String GOOD = "{\"a\":1}\n{\"b\":\"日本語 \\\\ud83d\"}\n";

  @TempDir private Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("id.jsonl"), text);
  }

  private Path copy() {
    return folder.resolve("id.jsonl.before-mend");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"c\":", "\0\0\0\0", "{\"c\":1}\0\0", "not json\n", "{\"c\":1\n\0\0\n", "[1]\n", "\"日"
      })
  @Logs("broken end")
  void aBrokenEndGoesAndACopyStays(String end) throws Exception {
    Path file = file(GOOD + end);
    byte[] before = Files.readAllBytes(file);
    TranscriptMend.Mended mended = TranscriptMend.mend(file).orElseThrow();
    assertThat(file).hasContent(GOOD);
    assertThat(Files.readAllBytes(copy())).isEqualTo(before);
    assertThat(mended)
        .isEqualTo(
            new TranscriptMend.Mended(end.getBytes(StandardCharsets.UTF_8).length, copy()));
    assertThat(TranscriptMend.mend(file)).as("once is enough").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", GOOD, GOOD + "{\"whole\":\"without a line end\"}", GOOD + "\n"})
  void aGoodOneIsLeftAlone(String text) throws Exception {
    Path file = file(text);
    assertThat(TranscriptMend.mend(file)).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(text);
    assertThat(copy()).doesNotExist();
  }

  @Test
  @Logs({"broken end", "missing; it is back"})
  void aMissingOneComesBackFromItsCopy() throws Exception {
    Path file = file(GOOD + "{");
    TranscriptMend.mend(file);
    Files.delete(file);
    assertThat(TranscriptMend.thereOrRestored(file)).isTrue();
    TranscriptMend.mend(file);
    assertThat(file).hasContent(GOOD);
    assertThat(TranscriptMend.thereOrRestored(folder.resolve("other.jsonl"))).isFalse();
    assertThat(TranscriptMend.mend(folder.resolve("other.jsonl"))).isEmpty();
  }
}
