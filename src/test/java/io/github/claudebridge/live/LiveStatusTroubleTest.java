package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.RecordingChat.Trouble;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Live posts where the chat is away, refuses, loses an answer, or has none. */
class LiveStatusTroubleTest extends LiveStatusRig {
  @Test
  void aPostThatAPersonTookAwayIsMadeAnew() {
    started("p");
    pass(3_000);
    chat.fail(CHANNEL, Trouble.LASTING);
    toolBegan("t", "step 1");
    pass(5_000);
    assertThat(chat.attempts()).hasSize(2);
    assertThat(live().getLast().body().text()).contains("step 1");
  }

  @Test
  void whereNoneIsWantedItIsNotTriedForEver() {
    started("p");
    pass(3_000);
    chat.fail(CHANNEL, Trouble.LASTING, Trouble.LASTING, Trouble.LASTING);
    for (int i = 0; i < 10; i++) {
      toolBegan("t" + i, "step " + i);
      pass(10_000);
    }
    assertThat(chat.attempts()).as("made once, and tried twice again").hasSize(3);
    ended("p", End.DONE);
    started("q");
    pass(3_000);
    assertThat(chat.attempts()).hasSize(5);
    assertThat(chat.in(CHANNEL).getLast().kind()).isEqualTo(Post.Kind.STATUS);
  }

  @Test
  void whileTheChatIsAwayLittleIsTriedAndTheNewestIsShownThen() {
    started("p");
    pass(3_000);
    Trouble[] away = new Trouble[5];
    java.util.Arrays.fill(away, Trouble.PASSING);
    chat.fail(CHANNEL, away);
    for (int i = 0; i < 100; i++) {
      toolBegan("t" + i, "step " + i);
      toolEnded("t" + i, "step " + i);
      pass(1_000);
    }
    toolBegan("last", "the last step");
    pass(61_000);
    assertThat(liveText()).contains("the last step");
  }

  @Test
  void theEndIsNotLostWhileTheChatIsAway() {
    started("p");
    pass(3_000);
    chat.fail(CHANNEL, Trouble.PASSING, Trouble.PASSING, Trouble.PASSING);
    ended("p", End.DONE);
    pass(120_000);
    assertThat(texts()).containsExactly("-# ✅ 3 s");
    assertThat(new LiveStore(disk.database()).leftOver()).isEmpty();
  }

  @Test
  void aMakingWhoseAnswerWasLostMakesOnePost() {
    chat.fail(CHANNEL, Trouble.ANSWER_LOST);
    started("p");
    toolBegan("t", "first");
    pass(3_000);
    toolEnded("t", "first");
    toolBegan("u", "second");
    pass(10_000);
    assertThat(liveText()).contains("second");
    ended("p", End.DONE);
    pass(1_000);
    assertThat(live()).isEmpty();
  }

  @Test
  void anOldPostIsMadeAnewBeforeDiscordRefusesToEditIt() {
    started("p");
    pass(3_000);
    toolBegan("t", "sleep 9999");
    pass(49 * 60_000);
    assertThat(chat.attempts()).hasSize(1);
    toolEnded("t", "sleep 9999");
    pass(2 * 60_000);
    does(new Doing.Spent("m", 12_345, null));
    pass(10_000);
    assertThat(chat.attempts()).hasSize(2);
    assertThat(liveText()).contains("↓ 12.3k tokens");
  }

  @Test
  void localChannelsGetNoLivePosts() throws Exception {
    outbox.close();
    Outbox local = new Outbox(posts);
    local.through(new io.github.claudebridge.outbox.LocalChat());
    LiveRig other =
        new LiveRig(
            disk.database(), local, new Words(Locale.ENGLISH), Verbosity.NORMAL,
            (n, m) -> "local-1", timers, Runnable::run, time);
    local.start();
    other.status().accept(new SessionEvent.TurnStarted(1, time.instant(), "p", null));
    other
        .status()
        .accept(
            new SessionEvent.Progress(
                1, time.instant(), "p", new Doing.ToolBegan("t", "Bash", "cat hunter22")));
    pass(60_000);
    assertThat(new LiveStore(disk.database()).leftOver()).isEmpty();
    LiveView view = other.status().view(1);
    assertThat(view.tool()).isEqualTo("Bash");
    assertThat(view.subject()).isEqualTo("cat ***");
    other
        .status()
        .accept(new SessionEvent.TurnEnded(1, time.instant(), "p", End.DONE, null, null));
    pass(1_100);
    assertThat(posts.newest(1, 5)).extracting(p -> p.body().text())
        .containsExactly("-# ✅ 1 min 0 s · 1 tool");
    local.close();
  }
}
