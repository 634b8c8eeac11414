package io.github.claudebridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.ComposerText;
import io.github.claudebridge.cli.Vai;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Rung;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** Both READMEs name everything that a person can set, order or see. */
class ReadmeTest {

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void namesEveryKeyWithItsVariable(String file) throws IOException {
    String text = Files.readString(Path.of(file));
    List<String> keys = keys(Settings.class, "");
    assertThat(keys).hasSizeGreaterThan(30);
    assertThat(keys).allSatisfy(key -> assertThat(text).contains("| `" + key + "` |"));
    assertThat(keys).allSatisfy(key -> assertThat(text).contains("`" + variable(key)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void namesNoKeyThatIsNone(String file) throws IOException {
    List<String> keys = keys(Settings.class, "");
    assertThat(
            Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.contains("`CLAUDE_BRIDGE_") && line.startsWith("| `"))
                .map(line -> line.split("`")[1]))
        .containsExactlyElementsOf(keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void tellsTheDefaultsOfTheExample(String file) throws IOException {
    String example =
        Files.readString(Path.of("config/bridge.example.yaml")).replaceAll("\\s+#?\\s*", " ");
    List<String[]> rows =
        Files.readAllLines(Path.of(file)).stream()
            .filter(line -> line.matches("\\| `[^`]+` \\| `[\\w-]+` \\| `CLAUDE_BRIDGE_.*"))
            .map(line -> line.split("`"))
            .filter(row -> !row[3].equals("manual")) // that of claude only, so told in other words
            .toList();
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(example)
                    .contains("Default: " + row[3] + ". " + row[5].replace("_NAME_", "_CLAUDE_")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void namesEveryCommand(String file) throws IOException {
    String text = Files.readString(Path.of(file));
    List<String> commands =
        Arrays.stream(Vai.class.getAnnotation(Command.class).subcommands())
            .map(type -> type.getAnnotation(Command.class))
            .filter(command -> !command.hidden())
            .map(Command::name)
            .toList();
    assertThat(commands).hasSizeGreaterThan(10);
    assertThat(commands).allSatisfy(name -> assertThat(text).contains("| `vai " + name + "`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ja.md"})
  void namesEveryRungAndEveryChangeOfAText(String file) throws IOException {
    String text = Files.readString(Path.of(file));
    assertThat(Rung.values())
        .allSatisfy(rung -> assertThat(text).contains("`" + rung.word() + "`"));
    assertThat(ComposerText.Change.values())
        .allSatisfy(change -> assertThat(text).contains("| `" + change.name() + "` |"));
  }

  private static String variable(String key) {
    return "CLAUDE_BRIDGE_" + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_");
  }

  /** The keys as people write them, in the order of the records; NAME stands for a free name. */
  private static List<String> keys(Class<?> type, String parent) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent part : type.getRecordComponents()) {
      String name = part.getName().replaceAll("_$", ""); // continue_ is a word of Java without it
      String key = parent + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      Class<?> value = part.getType();
      if (value == Map.class) {
        value = (Class<?>) ((ParameterizedType) part.getGenericType()).getActualTypeArguments()[1];
        keys.addAll(value.isRecord() ? keys(value, key + ".NAME.") : List.of(key));
      } else {
        boolean section = value.isRecord() && value.getEnclosingClass() == Settings.class;
        keys.addAll(section ? keys(value, key + ".") : List.of(key));
      }
    }
    return keys;
  }
}
