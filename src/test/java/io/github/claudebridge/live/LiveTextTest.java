package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the streamed text is shown, in whatever order its pieces and the answers come. */
class LiveTextTest {
  private final LiveText text = new LiveText();

  @Test
  void piecesComeInAnyOrderAndAreShownUpToTheFirstThatIsMissing() {
    text.piece("m", 2, "three\n");
    assertThat(text.unposted()).isEmpty();
    text.piece("m", 0, "one\n");
    assertThat(text.unposted()).isEqualTo("one\n");
    text.piece("m", 1, "two\n");
    assertThat(text.unposted()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void aPieceToldTwiceCountsOnce() {
    assertThat(text.piece("m", 0, "one\n")).isTrue();
    assertThat(text.piece("m", 0, "one\n")).isFalse();
    assertThat(text.unposted()).isEqualTo("one\n");
  }

  @Test
  void whatIsPostedIsNotShownAlsoIfPiecesComeLate() {
    text.piece("m", 0, "one\n");
    text.said("one\ntwo");
    assertThat(text.unposted()).isEmpty();
    text.piece("m", 1, "two");
    assertThat(text.unposted()).isEmpty();
    text.piece("n", 0, "three");
    assertThat(text.unposted()).isEqualTo("three");
  }

  @Test
  void anAnswerThatCameBeforeItsFirstPieceIsNotShown() {
    text.said("one\ntwo");
    text.piece("m", 0, "one\n");
    assertThat(text.unposted()).isEmpty();
    text.piece("m", 1, "two");
    assertThat(text.unposted()).isEmpty();
  }

  @Test
  void twoBlocksOfOneMessageArePostedOneAfterTheOther() {
    text.piece("m", 0, "I look.\n");
    text.piece("m", 1, "Now I know.");
    text.said("I look.");
    assertThat(text.unposted().strip()).isEqualTo("Now I know.");
    text.said("Now I know.");
    assertThat(text.unposted()).isEmpty();
  }

  @Test
  void theSameWordsTwiceAreTwoAnswers() {
    text.piece("m", 0, "Done.");
    text.said("Done.");
    text.piece("n", 0, "Done.");
    assertThat(text.unposted()).isEqualTo("Done.");
    text.said("Done.");
    assertThat(text.unposted()).isEmpty();
  }

  @Test
  void anAnswerWhosePiecesWereLostHidesNoLaterOne() {
    text.said("never shown");
    text.piece("m", 0, "another\n");
    assertThat(text.unposted()).isEqualTo("another\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aLongTurnShowsNothingTwiceAndEndsWithNothingLeft(long seed) {
    Random random = new Random(seed);
    for (int m = 0; m < 300; m++) {
      String whole = "answer " + m + "\n" + "word ".repeat(random.nextInt(5)) + "\nend";
      List<Runnable> steps = new ArrayList<>();
      List<String> lines = whole.lines().map(l -> l + "\n").toList();
      for (int i = 0; i < lines.size(); i++) {
        int at = i;
        String id = "m" + m;
        steps.add(() -> text.piece(id, at, lines.get(at)));
      }
      steps.add(() -> text.said(whole));
      Collections.shuffle(steps, random);
      steps.forEach(Runnable::run);
      assertThat(text.unposted()).as("after answer %d", m).isBlank();
    }
    text.piece("next", 0, "the next\n");
    assertThat(text.unposted()).isEqualTo("the next\n");
  }

  @Test
  void hostileAmountsAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      text.piece("m" + i, i % 3, "x".repeat(1_000));
    }
    assertThat(text.unposted().length()).isLessThan(200_000);
  }
}
