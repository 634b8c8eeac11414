package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One live post at a time, always the newest state, never before an answer, gone at the end. */
class LiveStatusTest extends LiveStatusRig {
  @Test
  void aShortTurnShowsNothing() {
    started("p");
    pass(1_000);
    said("4");
    ended("p", End.DONE);
    pass(60_000);
    assertThat(texts()).containsExactly("4");
    assertThat(chat.attempts()).hasSize(1);
  }

  @Test
  void whatTheAgentDoesIsShownAndFoldedIntoOneLineBelowTheAnswer() {
    started("p");
    pass(1_000);
    toolBegan("t1", "npm test");
    pass(2_000);
    assertThat(liveText()).contains("**Bash** `npm test`");
    assertThat(live().getFirst().silent()).isTrue();
    pass(10_000);
    toolEnded("t1", "npm test");
    pass(2_000);
    assertThat(liveText()).contains("1 tool").doesNotContain("npm test");
    said("All green.");
    pass(200);
    ended("p", End.DONE);
    pass(60_000);
    assertThat(texts()).containsExactly("All green.", "-# ✅ 15 s · 1 tool");
    assertThat(live()).isEmpty();
  }

  @Test
  void aHundredChangesMakeFewEditsAndTheLastOneIsShown() {
    started("p");
    pass(3_000);
    for (int i = 0; i < 100; i++) {
      toolBegan("t" + i, "step " + i);
      pass(100);
      toolEnded("t" + i, "step " + i);
    }
    toolBegan("last", "the last step");
    pass(LiveLane.GAP.toMillis() + 100);
    assertThat(liveText()).contains("the last step");
    assertThat(chat.edits().size()).isBetween(3, 7);
    int edits = chat.edits().size();
    pass(60_000);
    assertThat(chat.edits()).as("nothing changes, nothing is edited").hasSize(edits);
  }

  @Test
  void theFirstChangeAfterAPauseIsShownAtOnce() {
    started("p");
    pass(10_000);
    toolBegan("t", "now");
    pass(5);
    assertThat(liveText()).contains("now");
  }

  @Test
  void streamedTextIsShownUntilItIsPostedAndThePostMovesBelowTheAnswer() {
    started("p");
    does(new Doing.Wrote("m", 1, false, "Second line.\n"));
    does(new Doing.Wrote("m", 0, false, "First line.\n"));
    pass(3_000);
    assertThat(liveText()).startsWith("First line.\nSecond line.\n");
    said("First line.\nSecond line.");
    pass(200);
    assertThat(texts()).as("nothing twice").containsExactly("First line.\nSecond line.");
    toolBegan("t", "ls");
    pass(5_000);
    assertThat(texts().getFirst()).isEqualTo("First line.\nSecond line.");
    assertThat(texts().getLast()).contains("`ls`").doesNotContain("First line");
    assertThat(texts()).hasSize(2);
  }

  @Test
  void piecesThatComeAfterTheEndAreNotShown() {
    started("p");
    pass(3_000);
    said("Done.");
    ended("p", End.DONE);
    does(new Doing.Wrote("m", 0, true, "Done."));
    pass(60_000);
    assertThat(texts()).containsExactly("Done.", "-# ✅ 3 s");
  }

  @Test
  void lastWordsThatComeAfterTheEndStandAboveTheFooter() {
    started("p");
    pass(3_000);
    tell(new SessionEvent.TurnEnded(1, time.instant(), "p", End.DONE, null, null));
    pass(500);
    said("Last words.");
    pass(2_000);
    awaitSent();
    assertThat(texts()).containsExactly("Last words.", "-# ✅ 3 s");
  }

  @Test
  void theFooterStandsAboveTheNextTurn() {
    started("p");
    pass(3_000);
    tell(new SessionEvent.TurnEnded(1, time.instant(), "p", End.DONE, null, null));
    started("q");
    said("Of the next turn.");
    assertThat(texts().getLast()).isEqualTo("Of the next turn.");
    assertThat(texts()).contains("-# ✅ 3 s");
  }

  @Test
  void nothingIsShownWhileAnAnswerWaitsToBeSent() {
    started("p");
    pass(3_000);
    assertThat(live()).hasSize(1);
    var held = chat.hold(CHANNEL);
    tell(new SessionEvent.Said(1, time.instant(), "slow", "p", "slow answer", null));
    toolBegan("t", "ls");
    int before = chat.edits().size();
    pass(60_000);
    assertThat(chat.edits()).hasSize(before);
    held.countDown();
    awaitSent();
    pass(5_000);
    assertThat(texts().getFirst()).isEqualTo("slow answer");
    assertThat(texts().getLast()).contains("`ls`");
  }

  @Test
  void onePostAtATimeInEachOfTwoSessions() {
    started("p");
    tell(new SessionEvent.TurnStarted(2, time.instant(), "q", null));
    pass(3_000);
    assertThat(chat.texts("c2")).hasSize(1);
    tell(new SessionEvent.TurnEnded(2, time.instant(), "q", End.INTERRUPTED, null, null));
    pass(1_100);
    awaitSent();
    pass(1_000);
    assertThat(chat.texts("c2")).containsExactly("-# ⏹️ 3 s");
    assertThat(live()).hasSize(1);
  }

  @Test
  void waitingForAPersonIsShown() {
    started("p");
    toolBegan("t", "rm -rf build");
    state("waiting");
    pass(3_000);
    assertThat(liveText()).contains("🔔").doesNotContain("rm -rf");
    state("working");
    pass(3_000);
    assertThat(liveText()).contains("rm -rf");
  }

  @Test
  void theButtonStopsThisTurnAndNoLaterOne() {
    started("p");
    pass(3_000);
    assertThat(live().getFirst().body().buttons()).extracting(PostBody.Button::id)
        .containsExactly("stop:p");
    assertThat(rig.status().worksOn(1, "p")).isTrue();
    ended("p", End.DONE);
    started("q");
    assertThat(rig.status().worksOn(1, "p")).isFalse();
  }

  @Test
  void aPromptTypedIntoATurnKeepsThePost() {
    started("p");
    pass(3_000);
    started("q");
    pass(3_000);
    assertThat(live()).hasSize(1);
    assertThat(chat.attempts()).hasSize(1);
    assertThat(rig.status().worksOn(1, "p")).isTrue();
    assertThat(live().getFirst().body().buttons().getFirst().id()).isEqualTo("stop:q");
    ended("q", End.DONE);
    pass(1_000);
    assertThat(texts()).containsExactly("-# ✅ 6 s");
  }

  @Test
  void quietShowsNothingAndALevelCountsAtOnceAndAfterARestart() {
    rig.levels().choose(1, Verbosity.QUIET);
    started("p");
    toolBegan("t", "ls");
    pass(60_000);
    assertThat(texts()).isEmpty();
    rig.levels().choose(1, Verbosity.NORMAL);
    pass(100);
    assertThat(live()).hasSize(1);
    rig.levels().choose(1, Verbosity.QUIET);
    pass(1_000);
    assertThat(texts()).isEmpty();
    ended("p", End.DONE);
    assertThat(texts()).isEmpty();
    restart(false);
    assertThat(rig.levels().of(1)).isEqualTo(Verbosity.QUIET);
    assertThat(rig.levels().of(2)).isEqualTo(Verbosity.NORMAL);
  }

  @Test
  void everythingPostsEachCallBeforeTheNextAnswer() {
    rig.levels().choose(1, Verbosity.EVERYTHING);
    started("p");
    for (int i = 0; i < 3; i++) {
      toolBegan("t" + i, "step " + i);
      toolEnded("t" + i, "step " + i);
    }
    toolEnded("t2", "step 2"); // told twice
    pass(3_000);
    assertThat(liveText()).contains("✓ **Bash** `step 0` → `ok` · 1 s\n✓ **Bash** `step 1`");
    said("Three steps.");
    pass(200);
    assertThat(texts())
        .containsExactly(
            "✓ **Bash** `step 0` → `ok` · 1 s\n"
                + "✓ **Bash** `step 1` → `ok` · 1 s\n"
                + "✓ **Bash** `step 2` → `ok` · 1 s",
            "Three steps.");
    toolEnded("t9", "step 9");
    pass(15_000);
    awaitSent();
    assertThat(texts()).anyMatch(t -> t.startsWith("✓ **Bash** `step 9`"));
    assertThat(chat.in(CHANNEL)).filteredOn(p -> p.kind() == Post.Kind.TOOLS).hasSize(2);
  }

  @Test
  void aHundredCallsArePostedInFewPostsInOrder() {
    rig.levels().choose(1, Verbosity.EVERYTHING);
    started("p");
    for (int i = 0; i < 100; i++) {
      toolEnded("t" + i, "x".repeat(300));
    }
    ended("p", End.DONE);
    List<Post> tools =
        chat.in(CHANNEL).stream().filter(p -> p.kind() == Post.Kind.TOOLS).toList();
    assertThat(tools).hasSizeBetween(10, 20);
    assertThat(tools.stream().mapToLong(p -> p.body().text().lines().count()).sum())
        .isEqualTo(100);
  }
}
