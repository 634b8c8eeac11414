package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaneSpecTest {

  private static final Path TMP = Path.of("/tmp");

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a:b", "-a", "a b", "#(id)", "=a", "%1", "a\nb"})
  void sessionNamesAreChecked(String name) {
    refused("session name", () -> spec(name, TMP, Map.of(), List.of("cat"), 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "A=b", "/no/such/program", "/tmp/"})
  void programsAreChecked(String program) {
    refused("program", () -> spec("s", TMP, Map.of(), List.of(program, "a"), 80));
  }

  @Test
  void directoriesMustExist(@TempDir Path temp) throws Exception {
    refused("directory", () -> spec("s", Path.of("/no/such"), Map.of(), List.of("cat"), 80));
    refused("directory", () -> spec("s", Path.of("src"), Map.of(), List.of("cat"), 80));
    var style = Files.createDirectory(temp.resolve("a#[fg=red]"));
    refused("#[", () -> spec("s", style, Map.of(), List.of("cat"), 80));
  }

  @Test
  void environmentAndSizeAreChecked() {
    refused("\"A B\"", () -> spec("s", TMP, Map.of("A B", "x"), List.of("cat"), 80));
    refused("\"A\": NUL", () -> spec("s", TMP, Map.of("A", "x\0"), List.of("cat"), 80));
    refused("NUL", () -> spec("s", TMP, Map.of(), List.of("cat", "\0"), 80));
    refused("empty command", () -> spec("s", TMP, Map.of(), List.of(), 80));
    refused("size 0x24", () -> spec("s", TMP, Map.of(), List.of("cat"), 0));
    assertThatCode(() -> spec("s", TMP, Map.of("A", ""), List.of("cat"), 1))
        .doesNotThrowAnyException();
  }

  private static void spec(
      String session, Path directory, Map<String, String> env, List<String> command, int width) {
    new PaneSpec(session, directory, env, command, width, 24);
  }

  private static void refused(String part, Runnable construction) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
