package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.ComposerText.Change;
import io.github.claudebridge.claude.ComposerText.Composed;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComposerTextTest {

  private static final ComposerText COMPOSER = new ComposerText(Set.of("compact", "plugin:go"));

  private static Stream<Arguments> table() {
    return Stream.of(
        row("plain 日本語", "plain 日本語"),
        row("a\r\nb\rc\u2028d", "a\nb\nc\nd", Change.LINE_ENDS),
        row("a\u001b[201~\u0003b\u009bc\u007f", "a[201~bc", Change.CONTROLS_REMOVED),
        row("a\uD83D", "a\uFFFD", Change.MALFORMED_REPLACED),
        row("a\uDC00b\uFFFF", "a\uFFFDb\uFFFD", Change.MALFORMED_REPLACED),
        row("a\u202Eb\u2066c\u200F", "abc", Change.BIDI_REMOVED),
        row("z\u200Bw\u2060j\uFEFF\u00AD\u200D", "zwj", Change.INVISIBLES_REMOVED),
        row("\u200D\u200Calone", "alone", Change.INVISIBLES_REMOVED),
        row("👩‍👩‍👧‍👦 ❤\uFE0F 👍🏽 🇯🇵", "👩‍👩‍👧‍👦 ❤\uFE0F 👍🏽 🇯🇵"),
        row("❤\uFE0F\u200D🔥", "❤\uFE0F\u200D🔥"),
        row(tags("gbsct"), tags("gbsct")),
        row("x" + tags("rm").substring(2), "x", Change.INVISIBLES_REMOVED),
        row("\u260E\uFE0E\uFE01a\uFE0Fb", "\u260E\uFE0Eab", Change.INVISIBLES_REMOVED),
        row(
            "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
            "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"),
        row("葛\uDB40\uDD00", "葛", Change.INVISIBLES_REMOVED),
        row("\u1100\u1161\u115F", "가", Change.INVISIBLES_REMOVED, Change.NORMALISED),
        row("か\u3099", "が", Change.NORMALISED),
        row("a\tb", "a    b", Change.TABS_EXPANDED),
        row(" \n\n  code\n\n", "  code", Change.TRIMMED),
        row(" \r\n\t", "", Change.LINE_ENDS, Change.TABS_EXPANDED, Change.TRIMMED),
        row("", ""),
        row("!rm -rf x", " !rm -rf x", Change.SHELL_DEFUSED),
        row("\n!ls", " !ls", Change.TRIMMED, Change.SHELL_DEFUSED),
        row("\u200B!ls", " !ls", Change.INVISIBLES_REMOVED, Change.SHELL_DEFUSED),
        row("\u001b!ls", " !ls", Change.CONTROLS_REMOVED, Change.SHELL_DEFUSED),
        row(" !ls", " !ls"),
        row("/clear now", "\\/clear now", Change.COMMAND_DEFUSED),
        row(" \u00A0/clear", "\\/clear", Change.COMMAND_DEFUSED),
        row("\n\u3000/clear", "\\/clear", Change.TRIMMED, Change.COMMAND_DEFUSED),
        row("/", "\\/", Change.COMMAND_DEFUSED),
        row("/ hi", "\\/ hi", Change.COMMAND_DEFUSED),
        row("/compact", "/compact"),
        row("  /compact keep names", "/compact keep names"),
        row("/plugin:go", "/plugin:go"),
        row("/Compact", "\\/Compact", Change.COMMAND_DEFUSED),
        row("/etc/passwd is a file", "/etc/passwd is a file"),
        row("exit", "\\exit", Change.EXIT_DEFUSED),
        row(" QUIT\n", "\\QUIT", Change.TRIMMED, Change.EXIT_DEFUSED),
        row("\u3000:q!", "\\:q!", Change.EXIT_DEFUSED),
        row(":wq", "\\:wq", Change.EXIT_DEFUSED),
        row("exit please", "exit please"),
        row("a \\", "a \\ ", Change.END_GUARDED),
        row("a \\\\", "a \\\\ ", Change.END_GUARDED),
        row("read @src/ma", "read @src/ma ", Change.END_GUARDED),
        row("read @\"my file", "read @\"my file ", Change.END_GUARDED),
        row("try /clear", "try /clear ", Change.END_GUARDED),
        row("@a.txt reads", "@a.txt reads"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void eachRuleHolds(String written, String typed, Set<Change> changes) {
    Composed composed = COMPOSER.compose(written);

    assertThat(composed.text()).isEqualTo(typed);
    assertThat(composed.changes()).containsExactlyInAnyOrderElementsOf(changes);
  }

  @ParameterizedTest
  @MethodSource("table")
  void composingTwiceIsComposingOnce(String written, String typed, Set<Change> changes) {
    assertThat(COMPOSER.compose(typed).text()).isEqualTo(typed);
  }

  @Test
  void whateverComesInNothingActs() {
    for (int seed = 0; seed < 20_000; seed++) {
      String written = random(new Random(seed));

      String text = COMPOSER.compose(written).text();

      assertThat(COMPOSER.compose(text).text()).as("seed %d", seed).isEqualTo(text);
      assertThat(text)
          .as("seed %d", seed)
          .doesNotContainPattern("[\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]");
      assertThat(text)
          .doesNotContainPattern("[\u202A-\u202E\u2066-\u2069\u200B]")
          .doesNotStartWith("!");
      assertThat(text.endsWith("\\")).isFalse();
      assertThat(text.strip().matches("(?i)exit|quit|:w?q!?")).isFalse();
      assertThat(text.matches("(?s)\\s*/(?!compact\\b)[^/\\s]*(\\s.*)?")).as(text).isFalse();
      assertThat(text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
  }

  @Test
  void piecesArriveAsTypedTextAndJoinToTheWhole() {
    String family = "👩‍👩‍👧‍👦";
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder long_ = new StringBuilder();
      for (int i = random.nextInt(400); i > 0; i--) {
        long_.append(random(random)).append(random.nextInt(9) == 0 ? family : "");
      }
      String text = COMPOSER.compose(long_.toString()).text();

      var pieces = ComposerText.pieces(text);

      assertThat(String.join("", pieces)).isEqualTo(text);
      for (String piece : pieces) {
        assertThat(piece).isNotEmpty();
        assertThat(piece.length()).isLessThanOrEqualTo(ComposerText.MAX_PIECE);
        assertThat(piece.chars().filter(c -> c == '\n').count()).isLessThanOrEqualTo(2);
        assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
        assertThat(piece.charAt(0)).isNotEqualTo('\u200D');
      }
    }
  }

  @Test
  void aPictureIsNamedNotAttached() {
    assertThat(ComposerText.pieces("/tmp/a.png")).containsExactly("/tmp/a.", "png");
    assertThat(ComposerText.pieces("\"/x/b.JPEG\" \nc")).containsExactly("\"/x/b.", "JPEG\" \nc");
    assertThat(ComposerText.pieces("see a.png here")).containsExactly("see a.png here");
    assertThat(ComposerText.pieces("")).isEmpty();
  }

  @Test
  void threeLinesArePerPiece() {
    assertThat(ComposerText.pieces("1\n2\n3\n4\n5\n6\n7"))
        .containsExactly("1\n2\n3", "\n4\n5", "\n6\n7");
  }

  @Test
  void hostileTextIsComposedInTime() {
    for (String unit :
        new String[] {"\u200D", "@\"", "\u0301", " ", "\n", "a.png\n", "\uD83C\uDFF4", "/"}) {
      long before = System.nanoTime();
      ComposerText.pieces(COMPOSER.compose(unit.repeat(200_000) + "x").text());
      assertThat(System.nanoTime() - before)
          .as("nanoseconds for %s", unit)
          .isLessThan(3_000_000_000L);
    }
  }

  private static String random(Random random) {
    String[] parts = {
      "!",
      "/",
      "\\",
      "exit",
      "quit",
      ":q",
      ":wq!",
      "@a",
      "@\"",
      "\u001b",
      "\u009b",
      "\u200B",
      "\u200D",
      "\u202E",
      "\uD83D",
      "\uDE00",
      "👩‍👧",
      "\uFE0F",
      "\uDB40\uDC61",
      "🏴",
      "\n",
      "\r",
      "\t",
      " ",
      "\u00A0",
      "\u3000",
      "x",
      "compact",
      "clear",
      "日本",
      "か\u3099",
      "\u0301",
      "\uFFFF",
      "\u2028",
      "\u3164",
      ".png",
    };
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(7); i >= 0; i--) {
      out.append(parts[random.nextInt(parts.length)]);
    }
    return out.toString();
  }

  private static String tags(String region) {
    StringBuilder out = new StringBuilder("🏴");
    region.chars().forEach(c -> out.appendCodePoint(0xE0000 + c));
    return out.appendCodePoint(0xE007F).toString();
  }

  private static Arguments row(String written, String typed, Change... changes) {
    return Arguments.of(written, typed, Set.of(changes));
  }
}
