package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.testing.RecordingChat.Trouble;
import org.junit.jupiter.api.Test;

/** Live posts over an end of the bridge, in good order and not. */
class LiveStatusRestartTest extends LiveStatusRig {
  @Test
  void aTurnThatGoesOnOverACrashGoesOnInItsPost() {
    started("p");
    pass(3_000);
    restart(true);
    state("starting");
    assertThat(live()).hasSize(1);
    state("working");
    toolBegan("t", "after the crash");
    pass(3_000);
    assertThat(liveText()).contains("after the crash");
    ended("p", End.DONE);
    pass(1_000);
    assertThat(texts()).containsExactly("-# ✅ 6 s · 1 tool · the bridge was restarted meanwhile");
  }

  @Test
  void aTurnThatEndedWhileNobodyListenedIsFolded() {
    started("p");
    pass(3_000);
    restart(true);
    state("idle");
    ended("p", End.DONE); // told from the record
    pass(60_000);
    assertThat(texts()).containsExactly("-# ✅ 3 s · the bridge was restarted meanwhile");
  }

  @Test
  void aTurnOfWhichNothingIsHeardIsFoldedAsInterrupted() {
    started("p");
    pass(3_000);
    restart(true);
    state("idle");
    pass(9_000);
    assertThat(live()).hasSize(1);
    pass(3_000);
    awaitSent();
    pass(1_000);
    assertThat(texts()).singleElement().asString().contains("interrupted by a restart");
  }

  @Test
  void aSessionThatIsGoneLeavesNoPostBehind() {
    started("p");
    pass(3_000);
    restart(true);
    pass(92_000);
    awaitSent();
    pass(1_000);
    assertThat(texts()).singleElement().asString().contains("interrupted by a restart");
    assertThat(new LiveStore(disk.database()).leftOver()).isEmpty();
  }

  @Test
  void aCrashBetweenTheMakingAndTheNoteOfItLeavesNoPostBehind() {
    chat.fail(CHANNEL, Trouble.ANSWER_LOST);
    started("p");
    pass(LivePlan.FIRST.toMillis() + 10);
    assertThat(live()).hasSize(1); // and we do not know of it
    restart(true);
    state("idle");
    pass(20_000);
    awaitSent();
    pass(1_000);
    assertThat(live()).isEmpty();
  }

  @Test
  void anOrderlyEndSaysThatTheBridgeIsAwayAndTheStartGoesOn() {
    started("p");
    toolBegan("t", "ls");
    pass(3_000);
    restart(false);
    assertThat(liveText()).contains("The bridge is away");
    assertThat(live().getFirst().body().buttons()).isEmpty();
    state("working");
    pass(3_000);
    assertThat(liveText()).contains("💭");
    assertThat(live().getFirst().body().buttons()).isNotEmpty();
  }
}
