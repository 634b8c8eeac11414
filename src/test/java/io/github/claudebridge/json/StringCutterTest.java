package io.github.claudebridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long strings lose their end, and nothing else is changed; what comes out is still JSON. */
class StringCutterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "not json",
        "{\"a\":\"b",
        "[1,\"\\\"\",{}]",
        "\"\\u00e9é😀\\n\"",
        "{\"a\":"
      })
  void whatIsShortStaysAsItIs(String json) throws IOException {
    assertThat(cut(json, 100)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"12345678\",\"b\":\"x\"}   | {\"a\":\"1234\",\"b\":\"x\"}",
        "[\"123\\\\\\\\567\"]               | [\"123\\\\\"]",
        "[\"123\\\"567\"]                   | [\"123\\\"\"]",
        "[\"12\\u00e95\"]                   | [\"12\\u00e9\"]",
        "[\"あいう\"]                       | [\"あい\"]",
        "[\"12345\",\"]\",\"{\"]            | [\"1234\",\"]\",\"{\"]",
      })
  void whatIsLongLosesItsEnd(String json, String expected) throws IOException {
    assertThat(cut(json, 4)).isEqualTo(expected);
  }

  @Test
  void whateverIsCutIsStillJson() throws Exception {
    Random random = new Random(42);
    String[] parts = {"a", "é", "あ", "😀", "\\\\", "\\\"", "\\n", "\\u3042", "{", "]", ",", ":"};
    for (int run = 0; run < 2_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String json = "{\"x\":\"" + text + "\",\"y\":[\"" + text + "\",7]}";
      String cut = cut(json, 5 + random.nextInt(20));
      assertThat(Json.parse(cut).path("y").path(1).asInt()).as(cut).isEqualTo(7);
      assertThat(cut).as("no character was cut in two").doesNotContain("\uFFFD");
    }
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertThatExceptionOfType(StringCutter.TooLargeException.class)
        .isThrownBy(
            () -> StringCutter.read(bytes("[" + "1,".repeat(100) + "1]"), 0, 10, 100, 1_000));
    assertThatExceptionOfType(StringCutter.TooLargeException.class)
        .isThrownBy(
            () -> StringCutter.read(bytes("\"" + "x".repeat(2_000) + "\""), 0, 10, 100, 1_000));
  }

  /** However much was expected, it comes to the same. */
  private static String cut(String json, int longest) throws IOException {
    int size = json.getBytes(StandardCharsets.UTF_8).length;
    StringCutter.Text text = cut(json, size, longest);
    for (int expected : new int[] {0, size - 1, size + 1, 70_000}) {
      assertThat(cut(json, expected, longest)).isEqualTo(text);
    }
    assertThat(text.whole()).as(json).isEqualTo(text.json().equals(json));
    return text.json();
  }

  private static StringCutter.Text cut(String json, int expected, int longest)
      throws IOException {
    return StringCutter.read(bytes(json), expected, longest, 10_000, 100_000);
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
