package io.github.claudebridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the faults names tests that there are. */
class FaultsPageTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))?(?:#(\\w+))?`");

  @Test
  void everyTestItNamesIsThere() throws IOException {
    List<String> missing = missing(Files.readString(Path.of("docs/faults.md")));
    assertThat(missing).isEmpty();
  }

  @Test
  void oneThatIsNotThereIsFound() throws IOException {
    assertThat(missing("| `CrashIT#noSuchTest`, `#norThis`, `NowhereIT` |"))
        .containsExactly("CrashIT#noSuchTest", "CrashIT#norThis", "NowhereIT");
  }

  private static List<String> missing(String page) throws IOException {
    Map<String, String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .collect(
                  Collectors.toMap(
                      f -> f.getFileName().toString().replace(".java", ""),
                      FaultsPageTest::read,
                      (one, other) -> one));
    }
    List<String> missing = new ArrayList<>();
    String last = "";
    int named = 0;
    for (Matcher m = NAMED.matcher(page); m.find(); ) {
      last = m.group(1) == null ? last : m.group(1);
      String method = m.group(2);
      if (m.group(1) == null && method == null) {
        continue; // a fence of code
      }
      String text = tests.get(last);
      named++;
      if (text == null) {
        missing.add(last);
      } else if (method != null && !text.contains(" void " + method + "(")) {
        missing.add(last + "#" + method);
      }
    }
    assertThat(named).as("tests named").isPositive();
    return missing;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
