package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class SkipTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void isNamedAloudAtHome() {
    assertThatThrownBy(() -> Skip.aloud("no network", false, err))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no network");
    assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("SKIPPED: no network\n");
  }

  @Test
  void failsInCi() {
    assertThatThrownBy(() -> Skip.aloud("no network", true, err))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContainingAll("no network", "CI=true");
  }
}
