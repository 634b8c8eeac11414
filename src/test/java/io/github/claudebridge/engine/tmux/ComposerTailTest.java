package io.github.claudebridge.engine.tmux;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.Composer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposerTailTest {
  @Test
  void theEndIsSeenHoweverTheTerminalWrapsIt() {
    String prompt = "a long text of many words that ends\nwith these words here";
    assertThat(
            ComposerTail.shows(new Composer.Holds("…that ends with these\n words here "), prompt))
        .isTrue();
    Composer scrolled = new Composer.Holds("[↑ 9 more]\nwords that ends with these words here");
    assertThat(ComposerTail.shows(scrolled, prompt)).isTrue();
    assertThat(ComposerTail.shows(new Composer.Holds("a long text of many"), prompt)).isFalse();
    assertThat(ComposerTail.shows(new Composer.Empty(), prompt)).isFalse();
  }

  @Test
  void aFoldStandsForTheEnd() {
    assertThat(ComposerTail.shows(new Composer.Holds("so [Pasted text #1 +9 lines]"), "so\nlong"))
        .isTrue();
    assertThat(ComposerTail.shows(new Composer.Holds("[Pasted text #1 +9 lines] so"), "so\nlong"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2.1.329, false",
    "2, 2.1.329, true",
    "1, 2.1.197, true",
    "1, 2.1.1000, false",
    "1, 2.2.0, false",
    "1, 3.0.0-beta, false",
    "1, 1.9.999, true",
    "1, , true",
    "1, unknown, true"
  })
  void enterWaitsWhereItWouldBeSwallowed(int pieces, String version, boolean awaited) {
    assertThat(ComposerTail.awaited(pieces, version)).isEqualTo(awaited);
  }
}
