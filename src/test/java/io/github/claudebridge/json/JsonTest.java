package io.github.claudebridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  record Point(int x, int y, Instant at) {}

  @Test
  void ignoresWhatItDoesNotKnow() throws Exception {
    var point =
        Json.parse("{\"x\":1,\"y\":2,\"z\":3,\"at\":\"2026-11-21T00:00:00Z\"}", Point.class);
    assertThat(point).isEqualTo(new Point(1, 2, Instant.parse("2026-11-21T00:00:00Z")));
    assertThat(Json.write(point)).contains("\"2026-11-21T00:00:00Z\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "{", "{\"a\":}", "{} {}", "nul", "\u0000"})
  void refusesBrokenText(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(BadJsonException.class);
  }

  @Test
  void refusesDepthAndHugeStrings() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(BadJsonException.class);
    assertThatThrownBy(() -> Json.parse("[".repeat(201) + "]".repeat(201)))
        .isInstanceOf(BadJsonException.class);
    assertThatThrownBy(() -> Json.parse("\"" + "x".repeat(Json.MAX_STRING + 1) + "\""))
        .isInstanceOf(BadJsonException.class);
  }

  @Test
  void readsUpToTheLimit() throws Exception {
    assertThat(Json.parse("[".repeat(200) + "]".repeat(200)).isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"x\":\"hunter2\", oops", "{\"x\": hunter2}", "{\"x\":\"hunter2\"}"})
  void errorsDoNotQuoteTheSource(String text) {
    assertThatThrownBy(() -> Json.parse(text, Point.class))
        .isInstanceOf(BadJsonException.class)
        .hasMessageStartingWith("not the expected JSON")
        .hasNoCause()
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
  }

  @Test
  void wrongTypesAreBadJson() {
    assertThatThrownBy(() -> Json.parse("{\"x\":[1]}", Point.class))
        .isInstanceOf(BadJsonException.class);
    assertThatThrownBy(() -> Json.parse("null", Point.class)).isInstanceOf(BadJsonException.class);
  }

  @Test
  void writesMapsAndLists() {
    assertThat(Json.write(Map.of("a", List.of(1, 2)))).isEqualTo("{\"a\":[1,2]}");
  }
}
