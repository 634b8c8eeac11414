package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Virtual threads that keep their carriers do not stop the others, in a Java of their own. */
class CarriersTest {
  private static Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", "target/test-classes:target/classes", ManyAtOneLock.class.getName()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void manyMayWaitForALockWhileClassesAreInitialized() throws Exception {
    Process program = start();
    try {
      assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("one waits").endsWith("and goes on\nall ended\n");
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void withAsManyCarriersAsASmallMachineHasCoresTheyWouldStandStill() throws Exception {
    Process program = start("-Djdk.virtualThreadScheduler.parallelism=2");
    try (BufferedReader out = program.inputReader()) {
      assertThat(out.readLine()).isEqualTo("one waits");
      assertThat(out.readLine()).isEqualTo("one waits");
      assertThat(program.waitFor(2, TimeUnit.SECONDS)).as("it ended").isFalse();
    } finally {
      program.destroyForcibly();
    }
  }
}
