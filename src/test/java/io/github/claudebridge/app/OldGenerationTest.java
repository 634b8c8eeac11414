package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.testing.BridgeProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What got old is collected, in a Java of its own with a bridge's options. */
@Timeout(100)
class OldGenerationTest {
  private static String run(List<String> options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ManyThatGetOld.class.getName()));
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void itIsCollectedWhenMuchGotOldAndLittleIsDone() throws Exception {
    assertThat(run(BridgeProcess.FLAGS))
        .isEqualTo(
            """
            busy: 0
            calm: 1
            less than 32 MB: true
            busy: 1
            calm: 2
            less than 32 MB: true
            """);
  }
}
