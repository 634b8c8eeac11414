package io.github.claudebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.bench.DeliveryJudge.Said;
import io.github.claudebridge.bench.RealDelivery.Result;
import io.github.claudebridge.session.LongPrompts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark calls a delivery, on made-up ones. */
class DeliveryJudgeTest {
  private static final String LONG = "long words ".repeat(LongPrompts.MOST_TYPED / 10);

  @TempDir Path files;

  @Test
  void eachOnceInOrderIsClean() {
    Result result = judged(said("a", "b\tc ", "same", "same"), "a", "b    c", "same", "same");
    assertThat(result.row()).isEqualTo("| g | 4 | 4 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | - |");
    assertThat(result.clean()).isTrue();
    assertThat(result.oddities).isEmpty();
  }

  @Test
  void whatIsKeptInAFileIsNotAsWritten() throws Exception {
    String pointer = pointer("1", LONG);
    assertThat(judged(said(LONG, "a"), pointer, "a").row())
        .isEqualTo("| g | 2 | 2 | 1, 1 as a file | 0 | 0 | 0 | 0 | 0 | 0 | - |");
    assertThat(judged(said(LONG), pointer, pointer).row())
        .isEqualTo("| g | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | - |");
    assertThat(judged(said(LONG), pointer, pointer("2", LONG)).twice).isEqualTo(1);
    assertThat(judged(said(LONG), pointer("3", LONG + "!")).changed).isEqualTo(1);
    assertThat(judged(said(LONG), pointer.replace(" ;", "-gone ;")).changed).isEqualTo(1);
    assertThat(judged(said(LONG), LONG).changed).isEqualTo(1);
  }

  @Test
  void morePromptsThanMessagesAreDoubled() {
    assertThat(judged(said("a", "b"), "a", "b", "a").row())
        .isEqualTo("| g | 2 | 1 | 1 | 0 | 0 | 1 | 0 | 0 | 0 | - |");
    Result mangled = judged(said("a", "b"), "a", "b", "?");
    assertThat(mangled.row()).isEqualTo("| g | 2 | 2 | 2 | 0 | 0 | 1 | 0 | 0 | 0 | - |");
    assertThat(mangled.clean()).isFalse();
    assertThat(mangled.oddities).singleElement().asString().contains("1 prompts too many", "?");
    assertThat(judged(said("same", "same"), "same", "same", "same").twice).isEqualTo(1);
  }

  @Test
  void whatOvertakesIsToldOfTheOvertaken() {
    Result result = judged(said("a", "b", "c"), "b", "c", "a");
    assertThat(result.row()).isEqualTo("| g | 3 | 2 | 2 | 0 | 0 | 0 | 0 | 0 | 1 | - |");
    assertThat(result.clean()).isFalse();
    assertThat(result.oddities).singleElement().asString().contains("'a'", "out of order");
  }

  @Test
  void everyOtherEndHasItsColumn() {
    assertThat(judged(said("a", "b"), "b").row())
        .isEqualTo("| g | 2 | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | - |");
    assertThat(judged(said("a", "b"), "a\nb").row())
        .isEqualTo("| g | 2 | 0 | 0 | 0 | 0 | 0 | 2 | 0 | 0 | - |");
    assertThat(judged(said("a"), "<pasted_content>a</pasted_content>").row())
        .isEqualTo("| g | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | - |");
    assertThat(judged(said("abc", "d"), "ab", "d").row())
        .isEqualTo("| g | 2 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | - |");
    assertThat(judged(List.of(new Said("\u001b", "failed", "empty"))).row())
        .isEqualTo("| g | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | - |");
  }

  private String pointer(String name, String text) throws Exception {
    Path file = Files.writeString(files.resolve(name), text);
    return "This message is too long to be typed (9 characters, 1 lines). Read all of it in "
        + file
        + " ; what stands there is the message.";
  }

  private static List<Said> said(String... texts) {
    return Arrays.stream(texts).map(text -> new Said(text, "answered", "")).toList();
  }

  private static Result judged(List<Said> said, String... prompts) {
    Result result = new Result("g");
    DeliveryJudge.judge(result, said, List.of(prompts));
    return result;
  }
}
