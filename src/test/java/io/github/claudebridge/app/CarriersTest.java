package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that keep their carriers do not stop the others, in a Java of their own. */
@Timeout(60)
class CarriersTest {
  private static Process start(Class<?> program, List<String> options, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.add("-XX:ActiveProcessorCount=2"); // a small machine, wherever this runs
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void manyMayWaitForALockWhileClassesAreInitialized() throws Exception {
    Process program = start(ManyAtOneLock.class, List.of());
    try {
      assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("two wait\n")
          .contains("virtual threads stood still")
          .contains("all ended\n")
          .endsWith("few carriers of 32\n");
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void withAsManyCarriersAsASmallMachineHasCoresTheyWouldStandStill() throws Exception {
    Process program =
        start(ManyAtOneLock.class, List.of("-Djdk.virtualThreadScheduler.parallelism=2"));
    try (BufferedReader out = program.inputReader()) {
      assertThat(out.readLine()).isEqualTo("two wait");
      assertThat(program.waitFor(2, TimeUnit.SECONDS)).as("it ended").isFalse();
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void noMoreAreMadeWhileManyWaitForFiles(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("locked"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock(0, ManyLockers.THREADS, false);
      Process program = start(ManyLockers.class, List.of(), file.toString());
      try (BufferedReader out = program.inputReader()) {
        assertThat(out.readLine()).isEqualTo("32 carriers");
        lock.release();
        assertThat(out.lines()).endsWith("all ended");
      } finally {
        program.destroyForcibly();
      }
    }
  }
}
