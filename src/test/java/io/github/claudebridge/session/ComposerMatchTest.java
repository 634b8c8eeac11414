package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposerMatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one two|one two|true|true",
        "one   tw o|one two|true|true",
        "one|one two|false|true",
        "other|one two|false|false",
        "[Pasted text #1 +9 lines]|one two three|true|true",
        "one [Pasted text #3]|one two three|true|true",
        "[Pasted text #1 +2 lines] three|one two three|true|true",
        "one [Pasted text #1 +2 lines] five [Pasted text #2] nine|one 2 3 five 6 nine|true|true",
        "two [Pasted text #1 +2 lines]|one two three|false|true",
        "[Pasted text #1 +2 lines] other|one two three|false|false",
        "other [Pasted text #1 +2 lines]|one two three|false|false",
        "[↑ 86 more] three|one two three|true|true",
        "[↑ 5 more] two [↓ 3 more]|one two three|true|true",
        "[↑ 5 more] other|one two three|false|false"
      })
  void whatWasTypedIsKnownAgain(String seen, String prompt, boolean whole, boolean part) {
    assertThat(ComposerMatch.whole(seen, prompt)).isEqualTo(whole);
    assertThat(ComposerMatch.part(seen, prompt)).isEqualTo(part);
  }
}
