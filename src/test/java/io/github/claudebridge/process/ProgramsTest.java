package io.github.claudebridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramsTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Test
  void argumentsReachTheProgramAsTheyAre() throws IOException {
    var result =
        Programs.run(
            List.of("/usr/bin/printf", "[%s]", "a b", "", "\"q\"", "'", "$HOME", "*", ";"),
            Map.of(),
            DEADLINE);
    assertThat(result.out()).isEqualTo("[a b][][\"q\"]['][$HOME][*][;]");
    assertThat(result.succeeded()).isTrue();
  }

  @Test
  void theEnvironmentIsTheGivenOne() throws IOException {
    var result = Programs.run(List.of("/usr/bin/env"), Map.of("ONLY", "this"), DEADLINE);
    assertThat(result.out()).isEqualTo("ONLY=this\n");
  }

  @Test
  void exitStatusAndErrorsAreResults() throws IOException {
    var result = Programs.run(List.of("/bin/sh", "-c", "echo no >&2; exit 3"), Map.of(), DEADLINE);
    assertThat(result).isEqualTo(new ProgramResult(3, "", "no\n", false));
    assertThat(result.succeeded()).isFalse();
  }

  @Test
  void inputIsGivenAndOutputIsCapped() throws IOException {
    var input = "日本".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    var result = Programs.run(List.of("/bin/cat"), Map.of(), Path.of("/tmp"), input, DEADLINE, 6);
    assertThat(result.out()).isEqualTo("日本");
    assertThat(result.succeeded()).isTrue();
  }

  @Test
  void theDeadlineEndsAProgram() throws IOException {
    var result = Programs.run(List.of("/bin/sleep", "60"), Map.of(), Duration.ofMillis(200));
    assertThat(result.timedOut()).isTrue();
    assertThat(result.succeeded()).isFalse();
  }

  @Test
  void aGrandchildThatKeepsThePipesOpenIsNotWaitedFor() throws IOException {
    long from = System.nanoTime();
    var result =
        Programs.run(List.of("/bin/sh", "-c", "/bin/sleep 20 & echo done"), Map.of(), DEADLINE);
    assertThat(result).isEqualTo(new ProgramResult(0, "done\n", "", false));
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aMissingProgramIsAnError() {
    assertThatThrownBy(() -> Programs.run(List.of("/no/such/program"), Map.of(), DEADLINE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/program");
    assertThatThrownBy(() -> Programs.run(List.of(), Map.of(), DEADLINE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
