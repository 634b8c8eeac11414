package io.github.claudebridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules on the text of sources hold, and each can fail. */
class SourcesTest {
  /** Exceptions are an open set; of some thirty kinds of hooks an engine needs four. */
  private static final List<String> OPEN_ENDED = List.of("/Trouble.java", "/AgentDoings.java");

  private static Map<String, List<String>> broken(
      List<Path> files, Function<String, List<String>> rule) throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    for (Path file : files) {
      List<String> here = rule.apply(Files.readString(file));
      if (!here.isEmpty()) {
        found.put(file.toString(), here);
      }
    }
    return found;
  }

  @Test
  void publicTypesAreDefined() throws IOException {
    assertThat(broken(Sources.java("src/main/java"), Sources::comments)).isEmpty();
    assertThat(Sources.comments("package a;\n\n@Deprecated\npublic final class A {}\n")).hasSize(1);
    assertThat(
            Sources.comments("/** An A. @author me */\npublic class A {\n  // ----- fields\n}\n"))
        .hasSize(2);
  }

  @Test
  void linesFitOnAScreen() throws IOException {
    List<Path> files =
        Stream.of(Sources.java("src/main/java"), Sources.java("src/test/java"))
            .flatMap(List::stream)
            .toList();
    assertThat(broken(files, Sources::longLines)).isEmpty();
    String wide = "x".repeat(101);
    assertThat(Sources.longLines("int " + wide + ";\n// " + wide)).hasSize(2);
    assertThat(Sources.longLines("a(\n    \"" + wide + "\",\n    + \"" + wide + "\");")).isEmpty();
    assertThat(Sources.longLines("return \"" + wide + "\";")).hasSize(1);
    String block = "\"\"\"";
    assertThat(Sources.longLines(block + "\n" + wide + "\n" + block + ";\n" + wide)).hasSize(1);
  }

  @Test
  void nothingIsCaughtAndForgotten() throws IOException {
    assertThat(broken(Sources.java("src/main/java"), Sources::catches)).isEmpty();
    assertThat(Sources.catches("try { a(); } catch (Throwable t) { b(t); }")).hasSize(1);
    assertThat(Sources.catches("try { a(); } catch (Exception e) {\n  }")).hasSize(1);
  }

  @Test
  void nothingSpeaksOfOneTrackerOrOneMachine() throws IOException {
    List<Path> files =
        Stream.of(
                Sources.files("src/main", ".java", ".sql", ".properties", ".xml"),
                Sources.java("src/test/java"),
                Sources.files("docs", ".md"),
                Sources.files("config", ".yaml", ".json"))
            .flatMap(List::stream)
            .filter(p -> !p.endsWith("SourcesTest.java") && !p.endsWith("Sources.java"))
            .toList();
    assertThat(broken(files, Sources::strangers)).isEmpty();
    assertThat(Sources.strangers("as in issue #12")).hasSize(1);
    assertThat(Sources.strangers("see \"/work/a\" and /root/b")).hasSize(2);
  }

  @Test
  void aNewCaseBreaksTheBuild() throws IOException {
    Map<String, List<String>> found = broken(Sources.java("src/main/java"), Sources::defaults);
    found.keySet().removeIf(file -> OPEN_ENDED.stream().anyMatch(file::endsWith));
    assertThat(found).isEmpty();
    assertThat(Sources.defaults("switch (x) {\n case A a -> b();\n default -> c();\n}\n"))
        .hasSize(1);
    assertThat(Sources.defaults("switch (x) {\n case \"a\" -> b();\n default -> c();\n}\n"))
        .isEmpty();
  }

  @Test
  void onlyTypesOfOthersAreMocked() throws IOException {
    assertThat(
            broken(
                Sources.java("src/test/java").stream()
                    .filter(p -> !p.endsWith("SourcesTest.java"))
                    .toList(),
                Sources::mocks))
        .isEmpty();
    assertThat(
            Sources.mocks("import io.github.claudebridge.pane.Pane;\nPane p = mock(Pane.class);"))
        .containsExactly("Pane");
    assertThat(Sources.mocks("import net.dv8tion.jda.api.JDA;\nJDA p = mock(JDA.class);"))
        .isEmpty();
  }

  @Test
  void noTestSkipsItselfUnheard() throws IOException {
    List<Path> files =
        Sources.java("src/test/java").stream()
            .filter(p -> !p.endsWith("SourcesTest.java") && !p.endsWith("testing/Skip.java"))
            .toList();
    assertThat(broken(files, Sources::skips)).isEmpty();
    assertThat(Sources.skips("Assumptions.assumeTrue(a);")).hasSize(2);
    assertThat(Sources.skips("import static a.assumeThat;\nassumeThat(a).isTrue();")).hasSize(1);
    assertThat(Sources.skips("@DisabledIf(\"a\")\n@EnabledOnOs(LINUX)")).hasSize(2);
    assertThat(Sources.skips("throw new TestAbortedException();")).hasSize(1);
  }

  @Test
  void everyPackageSaysItsDutyAndForbidsNulls() throws IOException {
    List<Path> files = Sources.java("src/main/java");
    for (Path folder : files.stream().map(Path::getParent).collect(Collectors.toSet())) {
      assertThat(duty(folder)).as(folder.toString()).isTrue();
    }
    assertThat(duty(Path.of("src/test/java/io/github/claudebridge/house"))).isFalse();
  }

  private static boolean duty(Path folder) throws IOException {
    Path file = folder.resolve("package-info.java");
    return Files.exists(file)
        && Files.readString(file).startsWith("/**")
        && Files.readString(file).contains("@NullMarked");
  }
}
