package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Doing.Todo;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Golden;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an agent's work reads, in each form, level and language. */
class LiveWordsTest {
  private static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");

  private final LiveTurn turn = new LiveTurn("p", "c", BEGAN, false);

  private static LiveWords words(String language) {
    return new LiveWords(new Words(Locale.of(language)), text -> text.replace("hunter22", "***"));
  }

  private void does(Doing doing) {
    turn.take(doing, BEGAN.plusSeconds(60));
  }

  private void ran(String id, String tool, String subject, String file, boolean failed) {
    does(new Doing.ToolBegan(id, tool, subject));
    does(new Doing.ToolEnded(id, tool, subject, file, failed, "", Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void everyFormReadsAsRecorded(String language) {
    LiveWords words = words(language);
    Golden golden = Golden.at("src/test/resources/live/" + language);
    List<String> none = List.of();
    golden.check("normal.thinking.txt", words.live(turn, none, 0));
    does(new Doing.ToolBegan("t1", "Bash", "npm test -- --watch=false"));
    golden.check("normal.tool.txt", words.live(turn, none, 0));
    turn.waits(true);
    golden.check("normal.waiting-for-a-person.txt", words.live(turn, none, 1));
    turn.waits(false);
    does(new Doing.ToolEnded("t1", "Bash", "npm test", null, true, "2 failed", Duration.ZERO));
    golden.check("everything.calls.txt", words.live(turn, calls(words), 0));
    golden.check("everything.post.txt", String.join("\n", calls(words)));
    ran("t2", "Edit", "src/main/java/App.java", "/home/me/src/main/java/App.java", false);
    ran("t3", "Write", "notes.md", "/home/me/notes.md", false);
    does(new Doing.Spent("m1", 12_345, 1.2345));
    does(
        new Doing.Planned(
            List.of(
                new Todo("Read the code", Todo.State.DONE),
                new Todo("Fix the *parser*", Todo.State.ACTIVE),
                new Todo("Write tests", Todo.State.OPEN))));
    does(new Doing.Wrote("m2", 0, false, "The cause is the **tokenizer**:\n```java\nint x = 1;\n"));
    golden.check("normal.all.txt", words.live(turn, none, 2));
    golden.check("footer.done.txt", words.footer(turn, End.DONE, BEGAN.plusSeconds(75)));
    golden.check("footer.interrupted.txt", words.footer(turn, End.INTERRUPTED, BEGAN));
    golden.check("footer.failed.txt", words.footer(turn, End.FAILED, BEGAN.plusSeconds(3_725)));
    golden.check("footer.cut-off.txt", words.footer(turn, null, BEGAN.plusSeconds(9)));
    LiveTurn resumed = new LiveTurn("p", "c", BEGAN, true);
    golden.check("footer.restarted.txt", words.footer(resumed, End.DONE, BEGAN.plusSeconds(60)));
    golden.check("paused.txt", words.paused(turn));
  }

  private static List<String> calls(LiveWords words) {
    return List.of(
        words.ended("Read", "src/App.java", false, "120 lines", Duration.ofMillis(40)),
        words.ended("Bash", "npm test", true, "Exit code 1", Duration.ofSeconds(71)),
        words.ended("Edit", "src/App.java", false, "+3 −1", Duration.ofMillis(90)),
        words.ended("mcp__rig__ask_user", "", false, "", Duration.ZERO));
  }

  @Test
  void theCostIsToldOnlyWhereAllOfItIsKnown() {
    does(new Doing.Spent("m1", 10, 0.001));
    assertThat(words("en").footer(turn, End.DONE, BEGAN)).endsWith("↓ 10 tokens · < $0.01");
    does(new Doing.Spent("m2", 10, 0.25));
    does(new Doing.Spent("m2", 20, 0.5));
    assertThat(words("en").footer(turn, End.DONE, BEGAN)).endsWith("↓ 30 tokens · ≈ $0.50");
    does(new Doing.Spent("m3", 1, 1_234.5));
    assertThat(words("ja").footer(turn, End.DONE, BEGAN)).endsWith("31トークン · ≈ $1235");
    does(new Doing.Spent("m4", 1, null));
    assertThat(words("en").footer(turn, End.DONE, BEGAN)).endsWith("↓ 32 tokens");
  }

  @Test
  void whatItShowsFitsInOneMessageHoweverMuchThereIs() {
    String line = "*_`~|<@123>` ".repeat(400);
    for (int i = 0; i < 50; i++) {
      does(new Doing.ToolBegan("t" + i, line, line));
    }
    does(
        new Doing.Planned(
            IntStream.range(0, 100)
                .mapToObj(i -> new Todo(line, i == 0 ? Todo.State.ACTIVE : Todo.State.OPEN))
                .toList()));
    does(new Doing.Wrote("m", 0, false, ("```\n" + line + "\n").repeat(8)));
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(words("en").ended(line, line, true, line, Duration.ofDays(3)));
    }
    String text = words("en").live(turn, calls, 999);
    assertThat(text.length()).isLessThanOrEqualTo(PostBody.MAX_TEXT);
    assertThat(text.split("```", -1).length % 2).as("fences are closed").isEqualTo(1);
    assertThat(text).contains("50 tools", "📥 999");
  }

  @Test
  void aSecretIsMaskedBeforeAnythingIsCut() {
    String secret = "x".repeat(55) + "hunter22";
    does(new Doing.ToolBegan("t", "Bash", secret));
    does(new Doing.Wrote("m", 0, false, "my password is hunter22\n"));
    String text = words("en").live(turn, List.of(), 0);
    assertThat(text).doesNotContain("hunt").contains("my password is ***");
    assertThat(words("en").ended("Bash", secret, false, secret, Duration.ZERO))
        .doesNotContain("hunt");
  }

  @Test
  void nothingOfTheAgentsEndsItsCodeOrFormatsWhatFollows() {
    does(new Doing.ToolBegan("t", "Ba*sh", "echo `date`\n@everyone"));
    assertThat(words("en").live(turn, List.of(), 0))
        .contains("**Ba\\*sh** `echo 'date' @everyone`");
  }
}
