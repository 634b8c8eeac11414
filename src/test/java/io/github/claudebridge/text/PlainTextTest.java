package io.github.claudebridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

  @Test
  void escapeSequencesGoAndWordsStay() {
    assertThat(
            AnsiText.strip(
                "\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u001b\\link\u001b]8;;\u0007!"))
        .isEqualTo("red link!");
    assertThat(AnsiText.strip("a\u001b(Bb\u001b7c\u009b31md\u0008\te\nf")).isEqualTo("abcd\te\nf");
    assertThat(AnsiText.strip("\u001b]0;never ends\nnext\u001b[")).isEqualTo("\nnext");
    assertThat(AnsiText.strip("\u001bPq1;2\u001b\\x\u001b")).isEqualTo("x");
  }

  @Test
  void whatActsIsShown() {
    assertThat(ControlText.visible("a\u001b\n\u007f\u202E\u200B\u2028\u0085日🚀é"))
        .isEqualTo("a␛␊␡\\u{202e}\\u{200b}\\u{2028}\\u{85}日🚀é");
    assertThat(ControlText.visible("\uD83Dx")).isEqualTo("\\u{d83d}x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "Alice/Alice", "' Al  ice '/Al ice", "@everyone/everyone", "＠here［x］/herex", "a·b|c`d/abcd",
        "\u202Eevil\u200B/evil", "''/someone", "[]/someone", "日本 太郎/日本 太郎",
            "a\u0301\u0302\u0303\u0304b/á\u0302\u0303b",
      })
  void aNameBecomesALabel(String name, String label) {
    assertThat(Names.label(name, 32)).isEqualTo(label);
  }

  @Test
  void aLabelIsCutBetweenCharacters() {
    assertThat(Names.label("a👍🏽👍🏽", 7)).isEqualTo("a👍🏽");
    assertThat(Names.label("🚀🚀", 3)).isEqualTo("🚀");
    assertThat(Names.label("🚀", 1)).isEqualTo("s");
    assertThat(Names.label("x\ny\u2028z".repeat(100_000), 5)).isEqualTo("x y z");
  }

  @Test
  void labelsAreClean() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      String name =
          random
              .ints(1 + random.nextInt(20), 0, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();

      String label = Names.label(name, 12);

      assertThat(label)
          .isNotBlank()
          .hasSizeLessThanOrEqualTo(12)
          .doesNotContainPattern("[\\[\\]@\\p{Cc}\\p{Cf}\n]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc,3",
    "日本,4",
    "é,1",
    "🚀,2",
    "👩‍👩‍👧‍👦,2",
    "🇯🇵,2",
    "❤️,2",
    "ﾊﾝ,2",
    "│─,2",
    "한국,4",
    "⏺,1",
    "'',0"
  })
  void columnsAreCountedAsATerminalDoes(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @Test
  void aLongReplyBecomesAFile() {
    MarkdownSplitter splitter = new MarkdownSplitter(MarkdownSplitter.DISCORD_LIMIT);
    String markdown = "word ".repeat(4_000);

    LongText few = LongText.of("short", splitter, LongText.DEFAULT_MAX_MESSAGES);
    LongText many = LongText.of(markdown, splitter, LongText.DEFAULT_MAX_MESSAGES);

    assertThat(few).isEqualTo(new LongText.Posts(java.util.List.of("short")));
    assertThat(many)
        .isInstanceOfSatisfying(
            LongText.Preview.class,
            preview -> {
              assertThat(preview.messages()).hasSize(2);
              assertThat(preview.left()).isGreaterThan(4);
              assertThat(preview.fileName()).isEqualTo("answer.md");
              assertThat(new String(preview.content(), java.nio.charset.StandardCharsets.UTF_8))
                  .isEqualTo(markdown);
            });
  }
}
