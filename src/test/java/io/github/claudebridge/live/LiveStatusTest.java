package io.github.claudebridge.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.model.Doing;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.HandTimers;
import io.github.claudebridge.testing.LiveRig;
import io.github.claudebridge.testing.RecordingChat;
import io.github.claudebridge.testing.RecordingChat.Trouble;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One live post at a time, always the newest state, never before an answer, gone at the end. */
@Timeout(60)
class LiveStatusTest {
  private static final String CHANNEL = "c1";

  private final SettableTime time = SettableTime.start();
  private final HandTimers timers = new HandTimers(time);
  private final RecordingChat chat = RecordingChat.everywhere();
  private TempStore disk;
  private PostStore posts;
  private Outbox outbox;
  private LiveRig rig;
  private final Set<Long> unsent = ConcurrentHashMap.newKeySet();
  private final Set<Long> settled = new HashSet<>();
  private int answers;

  @BeforeEach
  void open() throws Exception {
    disk = new TempStore(time);
    begin();
  }

  private void begin() {
    posts = new PostStore(disk.database(), time);
    outbox = new Outbox(posts);
    rig =
        new LiveRig(
            disk.database(),
            outbox,
            new Words(Locale.ENGLISH),
            Verbosity.NORMAL,
            (n, message) -> n == 2 ? "c2" : CHANNEL,
            timers,
            Runnable::run,
            time);
    rig.status().open();
    unsent.clear();
    settled.clear();
    outbox.onPost( // after the live posts have heard of it
        p -> {
          synchronized (unsent) { // told by two threads: the end may come before the beginning
            if (p.state() != Post.State.PENDING) {
              settled.add(p.id());
              unsent.remove(p.id());
            } else if (!settled.contains(p.id())) {
              unsent.add(p.id());
            }
          }
        });
    outbox.through(chat);
    outbox.start();
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    timers.shutdownNow();
    disk.close();
  }

  private void restart(boolean crash) {
    if (!crash) {
      rig.status().close();
    }
    outbox.close();
    timers.shutdownNow();
    disk.reopen();
    begin();
  }

  private void tell(SessionEvent event) {
    rig.status().before().accept(event);
    if (event instanceof SessionEvent.Said said) {
      outbox.add(
          new Draft(CHANNEL, 1, Post.Kind.ANSWER, said.key(), PostBody.of(said.text())));
    }
    rig.status().accept(event);
  }

  private void started(String prompt) {
    tell(new SessionEvent.TurnStarted(1, time.instant(), prompt, null));
  }

  private void does(Doing doing) {
    tell(new SessionEvent.Progress(1, time.instant(), "p", doing));
  }

  private void toolBegan(String id, String command) {
    does(new Doing.ToolBegan(id, "Bash", command));
  }

  private void toolEnded(String id, String command) {
    does(new Doing.ToolEnded(id, "Bash", command, null, false, "ok", Duration.ofSeconds(1)));
  }

  private void said(String text) {
    tell(new SessionEvent.Said(1, time.instant(), "k" + ++answers, "p", text, null));
    awaitSent();
  }

  private void ended(String prompt, End end) {
    tell(new SessionEvent.TurnEnded(1, time.instant(), prompt, end, null, null));
    pass(Footers.AFTER.toMillis() + 10);
    awaitSent();
  }

  private void state(String to) {
    tell(new SessionEvent.StateChanged(1, time.instant(), "x", to, null));
  }

  private void awaitSent() {
    await().until(unsent::isEmpty);
  }

  private void pass(long millis) {
    timers.pass(Duration.ofMillis(millis));
  }

  private List<String> texts() {
    return chat.texts(CHANNEL);
  }

  /** The live posts that stand there. */
  private List<Post> live() {
    return chat.in(CHANNEL).stream().filter(p -> p.kind() == Post.Kind.STATUS).toList();
  }

  private String liveText() {
    assertThat(live()).as("live posts among %s", texts()).hasSize(1);
    return live().getFirst().body().text();
  }

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
