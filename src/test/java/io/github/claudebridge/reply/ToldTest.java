package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lower parts say in English is said in the language of the people. */
class ToldTest {
  private static final Path MAIN = Path.of("src/main/java/io/github/claudebridge");
  private static final Words JAPANESE = new Words(Locale.JAPANESE);

  /** The reasons as they stand in the program: one that is reworded there has to be here, too. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " at ",
      value = {
        "session/Typist.java at Rung\\.(?:FAILED|UNDECIDED),\\s*\"([^\"]+)\"",
        "session/Proof.java at Rung\\.(?:FAILED|UNDECIDED),\\s*\"([^\"]+)\"",
        "session/Settlement.java at Rung\\.(?:FAILED|UNDECIDED),\\s*\"([^\"]+)\"",
        "session/TurnClosing.java at failure == null \\? \"([^\"]+)\"",
        "attachment/AttachmentManager.java at (?:Failed\\(ref,|:)\\s*\"(it [^\"]+|the [^\"]+)\"",
        "attachment/Download.java at (?:DownloadException\\(|words =|->)\\s*\"([^\"]+)\"",
      })
  void everyReasonThatIsPosted(String file, String pattern) throws Exception {
    List<String> reasons =
        Pattern.compile(pattern)
            .matcher(Files.readString(MAIN.resolve(file)))
            .results()
            .map((MatchResult r) -> r.group(1))
            .map(r -> r.replace("%d", "5"))
            .map(r -> r.endsWith("(HTTP ") ? r + "404)" : r.endsWith(" ") ? r + "7" : r)
            .toList();
    assertThat(reasons).as("reasons in " + file).isNotEmpty();
    assertThat(reasons).allSatisfy(r -> assertThat(JAPANESE.told(r)).isNotEqualTo(r));
  }

  @ParameterizedTest
  @CsvSource({"50 s,50 秒間", "10 min,10 分間", "2 h,2 時間", "3 d,3 日間"})
  void spans(String english, String japanese) {
    assertThat(JAPANESE.told(english)).isEqualTo(japanese);
    assertThat(new Words(Locale.ENGLISH).told(english)).isEqualTo(english);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rm -rf min",
        "it arrived incomplete",
        "unknown: it is larger than the limit of 5"
      })
  void anythingElseStaysAsItIs(String other) {
    assertThat(JAPANESE.told(other)).isEqualTo(other);
  }

  @Test
  void whatStandsInTheBlanksIsKept() {
    assertThat(JAPANESE.told("it arrived incomplete: 5 of 9 bytes"))
        .isEqualTo("途中で切れました（9 バイト中 5 バイト）");
    assertThat(JAPANESE.told("a part of it stands in the composer: it's {0} '{'"))
        .endsWith("it's {0} '{'");
    assertThat(JAPANESE.told("x".repeat(100_000))).hasSize(100_000);
  }
}
