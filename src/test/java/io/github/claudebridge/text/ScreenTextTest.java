package io.github.claudebridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Screens become short enough for a phone, and lose nothing that is said. */
class ScreenTextTest {
  @Test
  void boxesRulesAndEmptyLinesAreNotTold() {
    String rule = "─".repeat(60);
    assertThat(
            ScreenText.compact(
                "Resume session\n\n  ╭" + rule + "╮\n  │ ⌕ Search…" + " ".repeat(40) + "│\n  ╰"
                    + rule + "╯\n\n❯ one\n" + rule + "\n   \n"))
        .isEqualTo("Resume session\n  ⌕ Search…\n❯ one\n────────");
  }

  @Test
  void whatLooksLikeABoxButSaysSomethingStays() {
    assertThat(ScreenText.compact("a │ b │ c\n│ one │ two │\n└── file.txt\n╌╌ + │"))
        .isEqualTo("a │ b │ c\none │ two\n└── file.txt\n╌╌ + │");
    assertThat(ScreenText.compact("x ```\n\u001b[31mred\u001b[0m")).isEqualTo("x '''\nred");
  }
}
