package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One bridge on a state directory, whoever holds the right and however it ends. */
@Timeout(60)
class SingleInstanceTest {
  @TempDir private Path folder;

  /** Another process that takes the right and holds it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (SingleInstance held = SingleInstance.take(Path.of(arguments[0]))) {
        System.out.println("held " + held);
        System.in.read();
      }
    }
  }

  @Test
  void theSecondIsRefusedAndTheFirstKeepsTheRight() throws Exception {
    Path file = folder.resolve("lock");
    String pid = Long.toString(ProcessHandle.current().pid());
    try (SingleInstance held = SingleInstance.take(file)) {
      assertThat(held).isNotNull();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> SingleInstance.take(file))
            .isInstanceOf(SingleInstance.HeldException.class)
            .hasMessageContaining(pid);
      }
      Process other = other(file);
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isNotZero();
    }
    SingleInstance.take(file).close();
  }

  @Test
  void theRightOfAKilledProcessIsFreeAtOnce() throws Exception {
    Path file = folder.resolve("lock");
    Process other = other(file);
    assertThat(other.inputReader().readLine()).startsWith("held");
    assertThatThrownBy(() -> SingleInstance.take(file))
        .isInstanceOf(SingleInstance.HeldException.class)
        .hasMessageContaining("pid " + other.pid());
    other.destroyForcibly().waitFor();
    SingleInstance.take(file).close();
    assertThat(Files.readString(file)).contains(Long.toString(ProcessHandle.current().pid()));
  }

  private static Process other(Path file) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
