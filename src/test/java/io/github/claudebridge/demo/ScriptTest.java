package io.github.claudebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void answersWhatItWasAsked() {
    assertThat(said("echo hello")).isEqualTo("hello");
    assertThat(said("[Alice · 123]\necho hello")).isEqualTo("hello");
    assertThat(said("show me")).contains("```java", "| Name | Count |");
    assertThat(said("long")).hasSize(30_000);
    assertThat(said("こんにちは")).startsWith("こんにちは。私は");
    assertThat(said("what\nnow")).contains("demo agent", "> what\n> now", "Try ");
    assertThat(Script.answer("slow 3"))
        .containsExactly(
            new Step.Say("Second 1 of 3.\nSecond 2 of 3.\nSecond 3 of 3.\nFinished.", 1000));
    assertThat(Script.answer("crash").getLast()).isEqualTo(new Step.Crash(1));
    assertThat(Script.answer("ask")).anyMatch(step -> step instanceof Step.Bash b && b.asks());
  }

  private static String said(String prompt) {
    List<Step> steps = Script.answer(prompt);
    assertThat(steps).hasSize(1);
    return ((Step.Say) steps.getFirst()).text();
  }
}
