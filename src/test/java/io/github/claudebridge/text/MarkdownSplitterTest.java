package io.github.claudebridge.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.claudebridge.testing.Golden;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownSplitterTest {

  private static final MarkdownSplitter SPLITTER =
      new MarkdownSplitter(MarkdownSplitter.DISCORD_LIMIT);

  private static List<Golden> replies() {
    return Golden.cases("replies");
  }

  @ParameterizedTest
  @MethodSource("replies")
  void repliesComeOutAsRecorded(Golden reply) {
    List<String> messages = SPLITTER.split(reply.input("in.md"));

    assertWellMade(messages, MarkdownSplitter.DISCORD_LIMIT);
    reply.checkAll("out", "md", messages);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 333, 777, 2000})
  void nothingIsLostButWhiteSpaceAndNothingAddedButFences(int limit) {
    MarkdownSplitter splitter = new MarkdownSplitter(limit);
    for (int seed = 0; seed < 150; seed++) {
      String markdown = new RandomMarkdown(new Random(seed)).document(40);

      List<String> messages = splitter.split(markdown);

      assertWellMade(messages, limit);
      String got = bare(String.join("\n", messages));
      String want = bare(markdown);
      int same = 0;
      while (same < Math.min(got.length(), want.length())
          && got.charAt(same) == want.charAt(same)) {
        same++;
      }
      assertThat(got.substring(Math.max(0, same - 40), Math.min(got.length(), same + 40)))
          .as("seed %d at %d", seed, same)
          .isEqualTo(want.substring(Math.max(0, same - 40), Math.min(want.length(), same + 40)));
      assertThat(got).isEqualTo(want);
    }
  }

  @Test
  void aCutFenceIsClosedAndOpenedAgainWithItsLanguage() {
    String code = "int x = 1;\n".repeat(300);

    List<String> messages = SPLITTER.split("Look:\n\n```java title=x\n" + code + "```\nDone.");

    assertThat(messages).hasSizeGreaterThan(1);
    assertThat(messages.getFirst())
        .startsWith("Look:\n\n```java title=x\nint x")
        .endsWith(";\n```");
    assertThat(messages.get(1)).startsWith("```java\nint x");
    assertThat(messages.getLast()).endsWith("```\nDone.");
  }

  @Test
  void aFenceInAQuotedListKeepsItsPlace() {
    String code = "  >   puts 1\n".repeat(400);

    List<String> messages =
        SPLITTER.split("- a\n  > b\n  >\n  > ```ruby\n" + code + "  > ```\n- c");

    assertThat(messages).hasSizeGreaterThan(1).allMatch(m -> fences(m) % 2 == 0);
    assertThat(messages.get(1)).startsWith("  > ```ruby\n  >   puts 1");
    assertThat(messages.getLast()).endsWith("  > ```\n- c");
  }

  @Test
  void otherFencesBecomeDiscords() {
    assertThat(SPLITTER.split("~~~~md\nold:\n```js\n1\n```\n~~~~"))
        .containsExactly("```md\nold:\n`\u200B``js\n1\n`\u200B``\n```");
    assertThat(SPLITTER.split("```sh\nls")).containsExactly("```sh\nls\n```");
    assertThat(SPLITTER.split("Write ``` to open.\n\n```sh\nls\n```"))
        .containsExactly("Write `\u200B`` to open.\n\n```sh\nls\n```");
  }

  @Test
  void whatDiscordCannotShowIsPutOtherwise() {
    assertThat(SPLITTER.split("#### Deep ####\n\n# Top\n\nOld\n---\n\n***\n\n<!-- kept -->"))
        .containsExactly(
            "**Deep**\n\n# Top\n\n## Old\n\n" + DiscordMarkdown.RULE + "\n\n<!-- kept -->");
    assertThat(SPLITTER.split("1. a\n1. b\n1. c")).containsExactly("1. a\n2. b\n3. c");
    assertThat(SPLITTER.split("7. a\n8. b\n\n[x](http://y) ![i](j)"))
        .containsExactly("7. a\n8. b\n\n[x](http://y) ![i](j)");
  }

  @Test
  void aTableIsAlignedByColumnsOfTheScreen() {
    assertThat(SPLITTER.split("| 名前 | n |\n|---|--:|\n| 日本 | `1` |\n| 🚀 | a \\| b |"))
        .containsExactly("```\n名前 │ n\n─────┼──────\n日本 │ 1\n🚀   │ a | b\n```");
  }

  @Test
  void aWideTableBecomesAList() {
    String wide = "w".repeat(80);

    assertThat(SPLITTER.split("| a | b |\n|---|---|\n| 1 | " + wide + " |\n| | " + wide + " |"))
        .containsExactly("- **a**: 1\n  **b**: " + wide + "\n- **b**: " + wide);
  }

  @Test
  void emojiAndPairsAreNeverTorn() {
    String family = "👩‍👩‍👧‍👦";

    List<String> messages = SPLITTER.split(family.repeat(700));

    assertThat(messages).allMatch(m -> m.length() % family.length() == 0);
    assertThat(String.join("", messages)).isEqualTo(family.repeat(700));
    assertThat(SPLITTER.split("a\uD83Db")).containsExactly("a\uFFFDb");
  }

  @Test
  void aHeadingIsNotLeftAloneAtTheEnd() {
    List<String> messages =
        SPLITTER.split("word ".repeat(380) + "\n\n## Next\n\n" + "more ".repeat(60));

    assertThat(messages).hasSize(2);
    assertThat(messages.get(1)).startsWith("## Next\n\nmore");
  }

  @Test
  void blankMarkdownMakesNoMessage() {
    assertThat(SPLITTER.split("")).isEmpty();
    assertThat(SPLITTER.split(" \n\r\n\t")).isEmpty();
  }

  @Test
  void aLimitTooSmallIsRefused() {
    assertThatThrownBy(() -> new MarkdownSplitter(10)).hasMessageContaining("give 200 or more");
  }

  private static Stream<String> hostile() {
    int size = 200_000;
    return Stream.of(
        "[".repeat(size),
        "> ".repeat(size / 2),
        "> > > >\n".repeat(size / 8),
        "- ".repeat(size / 2),
        "- - - - - x\n".repeat(size / 12),
        "```\n".repeat(size / 4),
        "`".repeat(size),
        "|".repeat(size),
        "|a".repeat(2_000) + "\n" + "|-".repeat(2_000) + "\n" + "|\n".repeat(size / 2),
        "|" + "h".repeat(60_000) + "|b|\n|-|-|\n" + "|x|\n".repeat(30_000),
        "[a]: <b\n".repeat(size / 8),
        "<!--".repeat(size / 4),
        "a\u0301".repeat(size / 2),
        "\u0301".repeat(size),
        "👩‍".repeat(size / 3),
        "🇯".repeat(size / 2),
        "\n".repeat(size),
        "> ```\n".repeat(size / 6),
        "1. x\n\n   ```\n".repeat(size / 13),
        "*a ".repeat(size / 3),
        "a\n===\n".repeat(size / 6));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileInputEndsWithinASecond(String markdown) {
    List<String> messages =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> SPLITTER.split(markdown));

    assertThat(messages).allMatch(m -> m.length() <= MarkdownSplitter.DISCORD_LIMIT);
  }

  private static void assertWellMade(List<String> messages, int limit) {
    for (String message : messages) {
      assertThat(message.length()).isLessThanOrEqualTo(limit);
      assertThat(message).isNotBlank().isEqualTo(WellFormed.of(message));
      assertThat(fences(message)).as("fences of%n%s", message).isEven();
    }
  }

  private static int fences(String message) {
    return message.split("```", -1).length - 1;
  }

  /** What is left without white space, fences and their language, quote marks and numbers. */
  private static String bare(String text) {
    return text.replace("\u200B", "")
        .replaceAll("(?m)^[> ]*(?:\\d+\\.|-)?[> ]*(```|~~~)~*`*[a-z]*$", "")
        .replace(">", "")
        .replaceAll("\\s+", "")
        .replaceAll("\\d+\\.", "");
  }
}
