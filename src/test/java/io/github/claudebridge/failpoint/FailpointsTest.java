package io.github.claudebridge.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A failpoint ends the process at the time that was asked for, and at no other. */
class FailpointsTest {
  private static final Pattern HIT = Pattern.compile("Failpoints\\.hit\\(\"([^\"]+)\"\\)");

  @Test
  void isReachedTheNthTimeOnly() {
    Failpoints.Armed armed = Failpoints.Armed.of("engine.after-paste:2");
    assertThat(armed.reached("engine.after-enter")).isFalse();
    assertThat(armed.reached("engine.after-paste")).isFalse();
    assertThat(armed.reached("engine.after-paste")).isTrue();
    assertThat(armed.reached("engine.after-paste")).isFalse();
  }

  @Test
  void isReachedTheFirstTimeUnlessToldOtherwise() {
    assertThat(Failpoints.Armed.of("shutdown.mid").reached("shutdown.mid")).isTrue();
  }

  @Test
  void aThreadMayBeHeldThereInPlaceOfTheEnd() {
    Failpoints.Armed armed = Failpoints.Armed.of("hang:engine.after-paste:2");
    assertThat(armed.hangs()).isTrue();
    assertThat(armed.reached("engine.after-paste")).isFalse();
    assertThat(armed.reached("engine.after-paste")).isTrue();
    assertThat(Failpoints.Armed.of("engine.after-paste").hangs()).isFalse();
  }

  @Test
  void aWrongNameIsToldWithTheRightOnes() {
    for (String wrong :
        List.of(
            "engine.after-past",
            "engine.after-paste:0",
            "engine.after-paste:",
            "hang:",
            "hang: engine.after-paste")) {
      assertThatThrownBy(() -> Failpoints.Armed.of(wrong))
          .hasMessageContaining(wrong)
          .hasMessageContaining("engine.after-paste");
    }
  }

  @Test
  void everyNameStandsInTheCodeAndEveryPlaceInTheList() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> hit =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .flatMap(FailpointsTest::hits)
              .distinct()
              .toList();
      assertThat(hit).containsExactlyInAnyOrderElementsOf(Failpoints.NAMES);
    }
  }

  private static Stream<String> hits(Path file) {
    try {
      return HIT.matcher(Files.readString(file)).results().map(r -> r.group(1)).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
