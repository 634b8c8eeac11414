package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded word about a limit is read as its line says. */
class UsageLimitTest {
  static Stream<String> said() throws Exception {
    return Files.lines(Path.of("src/test/resources/limits/said.txt"))
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("said")
  void readsWhatClaudeCodeSaysOfALimit(String line) {
    String[] parts = line.split(" \\| ");
    String read =
        UsageLimit.read(parts[0], Instant.parse(parts[1]), ZoneId.of(parts[2]))
            .map(l -> l.name() + " " + (l.resets() == null ? "-" : l.resets()))
            .orElse("none");
    assertThat(read).isEqualTo(parts[3]);
  }
}
