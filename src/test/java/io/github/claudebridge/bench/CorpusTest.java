package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CorpusTest {
  @Test
  void thereAreTwoHundredMessages() {
    assertThat(Corpus.all().stream().mapToInt(g -> g.texts().size()).sum()).isEqualTo(200);
    assertThat(Corpus.all()).allMatch(g -> g.texts().size() % g.together() == 0);
  }
}
