package io.github.claudebridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The logs have one vocabulary: each key that is used is documented, and each documented is used.
 */
class LogKeysTest {
  private static final Pattern USED =
      Pattern.compile("(?:addKeyValue|\\bkeys|MDC\\.put|MDC\\.putCloseable)\\(\\s*\"([^\"]+)\"");
  private static final Set<String> OF_EVERY_ENTRY =
      Set.of("at", "level", "thread", "logger", "words", "trace");

  @Test
  void stands() throws IOException {
    Set<String> used = new TreeSet<>(OF_EVERY_ENTRY);
    for (Path file : Sources.java("src/main/java")) {
      Matcher match = USED.matcher(Files.readString(file));
      while (match.find()) {
        used.add(match.group(1));
      }
    }
    assertThat(used).hasSizeGreaterThan(12).allMatch(key -> key.matches("[a-z][a-z-]*"));
    assertThat(documented()).isEqualTo(used);
  }

  private static Set<String> documented() throws IOException {
    String text = Files.readString(Path.of("docs/operations.md"));
    int from = text.indexOf("| key | what |");
    assertThat(from).isPositive();
    return text.substring(from)
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("| `"))
        .flatMap(line -> Pattern.compile("`([a-z-]+)`").matcher(line.split("\\|")[1]).results())
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
