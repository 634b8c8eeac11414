package io.github.claudebridge.testing.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discord's limits, those of its OpenAPI file and those beside it. */
class MessageLimitsTest {
  private static final String MESSAGES = "/channels/1/messages";

  private static String button(int id) {
    return "{\"type\":2,\"style\":1,\"label\":\"b\",\"custom_id\":\"c%d\"}".formatted(id);
  }

  private static String row(String... parts) {
    return "{\"type\":1,\"components\":[" + String.join(",", parts) + "]}";
  }

  private static String message(String... rows) {
    return "{\"content\":\"x\",\"components\":[" + String.join(",", rows) + "]}";
  }

  private static List<SchemaCheck.Flaw> flaws(String json) {
    return OpenApi.bundled().check("POST", MESSAGES, Nodes.parse(json));
  }

  private static void check(String json) {
    MessageLimits.check(Nodes.parse(json), List.of());
  }

  @Test
  void takesAnOrdinaryMessage() {
    String json = message(row(button(1), button(2)));
    assertThat(flaws(json)).isEmpty();
    assertThatCode(() -> check(json)).doesNotThrowAnyException();
  }

  @Test
  void refusesSixRowsSixButtonsAndTwoOfAName() {
    String row = row(button(1));
    assertThatThrownBy(() -> check(message(row(button(1)), row(button(1)))))
        .hasMessage("Invalid Form Body");
    String[] six = new String[6];
    for (int i = 0; i < 6; i++) {
      six[i] = row(button(i));
    }
    assertThatThrownBy(() -> check(message(six))).isInstanceOf(RestError.class);
    String[] wide = new String[6];
    for (int i = 0; i < 6; i++) {
      wide[i] = button(i);
    }
    assertThatThrownBy(() -> check(message(row(wide)))).isInstanceOf(RestError.class);
    assertThat(flaws(message(row(wide)))).isNotEmpty();
    assertThat(row).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2000, true", "2001, false"})
  void countsContentInCharacters(int length, boolean fits) {
    String json = "{\"content\":\"" + "😀".repeat(length) + "\"}";
    if (fits) {
      assertThatCode(() -> check(json)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> check(json)).isInstanceOf(RestError.class);
    }
  }

  @Test
  void sumsEmbeds() {
    String embed = "{\"description\":\"" + "d".repeat(3001) + "\"}";
    String json = "{\"embeds\":[" + embed + "," + embed + "]}";
    assertThat(flaws(json)).isEmpty();
    assertThatThrownBy(() -> check(json)).isInstanceOf(RestError.class);
  }

  @Test
  void refusesBigFilesAndManyFiles() {
    TwinFile big = TwinFile.of("b", "x/y", new byte[MessageLimits.FILE_BYTES + 1]);
    assertThatThrownBy(() -> MessageLimits.check(Nodes.object(), List.of(big)))
        .isInstanceOfSatisfying(
            RestError.class, refused -> assertThat(refused.status()).isEqualTo(413));
    TwinFile full = TwinFile.of("f", "x/y", new byte[MessageLimits.FILE_BYTES]);
    assertThatThrownBy(() -> MessageLimits.check(Nodes.object(), List.of(full, full, full)))
        .isInstanceOf(RestError.class);
    TwinFile small = TwinFile.text("s", "s");
    assertThatThrownBy(() -> MessageLimits.check(Nodes.object(), Collections.nCopies(11, small)))
        .isInstanceOf(RestError.class);
  }

  @Test
  void refusesAnEmptyMessage() {
    assertThatThrownBy(() -> MessageLimits.notEmpty(Nodes.parse("{\"content\":\" \"}"), List.of()))
        .hasMessage("Cannot send an empty message");
  }

  @Test
  void findsWhatTheOpenApiFileForbids() {
    assertThat(flaws("{\"content\":5}")).extracting(SchemaCheck.Flaw::field).contains("content");
    assertThat(flaws("{\"nonce\":\"" + "n".repeat(26) + "\"}")).isNotEmpty();
    assertThat(flaws(message(row(button(1).replace("\"b\"", "\"" + "l".repeat(81) + "\"")))))
        .extracting(SchemaCheck.Flaw::field)
        .contains("components.0.components.0.label");
    assertThat(
            OpenApi.bundled()
                .check("POST", "/channels/1/messages/2/threads", Nodes.parse("{\"name\":\"\"}")))
        .isNotEmpty();
  }
}
