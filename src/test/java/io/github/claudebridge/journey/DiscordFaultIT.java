package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Faults on the way between Discord and the bridge, and of the bridge with messages on that way, on
 * real processes: each message is stored once and in order, and each post stands there once.
 */
class DiscordFaultIT {
  private static final int KILLS = Integer.getInteger("fault.kills", 12);
  private static final long SEED = Long.getLong("fault.seed", System.nanoTime());

  private final Random random = new Random(SEED);
  private FaultRig f;

  @AfterEach
  void close() throws Exception {
    if (f != null) {
      f.close();
    }
  }

  private DiscordTwin twin() {
    return f.rig.twin();
  }

  private void say(int count) {
    for (int i = 0; i < count; i++) {
      int session = 1 + random.nextInt(f.rig.sessions());
      f.say(session, random.nextInt(4) == 0 ? "pause " + random.nextInt(500) : "echo");
    }
  }

  /** F01. Discord tells everything again after each kill, as it does to a bot that logs in anew. */
  @Test
  void killedTwelveTimesWithMessagesUnderWayItLosesNoneAndMarksOnlyWhatIsStored()
      throws Exception {
    f = new FaultRig(3, "").started();
    System.out.printf("F01 -Dfault.seed=%d%n", SEED);
    int marked = 0;
    int waiting = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      twin().duplicateNextEvent();
      int before = f.asked.size();
      say(3);
      long until = System.nanoTime() + random.nextInt(2_000) * 1_000_000L;
      while (System.nanoTime() < until) {
        say(1);
        Thread.sleep(random.nextInt(300));
      }
      f.rig.bridge().kill();
      Set<String> stored = CrashOracle.stored(f.rig.bridge().layout().store()).keySet();
      for (CrashOracle.Asked each : f.asked) {
        if (!twin().reactions(each.id()).isEmpty()) {
          assertThat(stored).as("%s is marked, so it is stored", each).contains(each.id());
          marked++;
        }
      }
      waiting +=
          (int) f.asked.subList(before, f.asked.size()).stream()
              .filter(a -> !stored.contains(a.id()))
              .count();
      say(1); // while it is down
      twin().forgetSessions();
      f.rig.bridge().start(null);
      twin().awaitConnected(true, FaultRig.PATIENCE);
    }
    CrashOracle.Verdict verdict = f.judge();
    assertThat(marked).as("messages with a mark at a kill").isPositive();
    assertThat(verdict.failed()).isZero();
    System.out.printf(
        "F01 bridge killed %d times, %d messages: %d not stored yet at a kill, %d marks looked at,"
            + " 0 before the store; %s%n",
        KILLS, f.asked.size(), waiting, marked, verdict);
    f.rig.forget();
  }

  /** What Discord's gateway does to a connection. */
  private enum Cut {
    DROPPED,
    CLOSED_4000,
    CLOSED_4009,
    RECONNECT_ASKED,
    INVALID_RESUMABLE,
    INVALID,
    SESSION_FORGOTTEN;

    void make(DiscordTwin twin) {
      switch (this) {
        case DROPPED -> twin.dropSockets();
        case CLOSED_4000 -> twin.closeWith(4000);
        case CLOSED_4009 -> twin.closeWith(4009);
        case RECONNECT_ASKED -> twin.op7();
        case INVALID_RESUMABLE -> twin.op9(true);
        case INVALID -> twin.op9(false);
        case SESSION_FORGOTTEN -> twin.forgetSessions();
      }
    }

    /** Whether the session is over, so that only the history tells what was said meanwhile. */
    boolean loses() {
      return this == CLOSED_4009 || this == INVALID || this == SESSION_FORGOTTEN;
    }
  }

  /** F07. */
  @Test
  void aConnectionThatIsCutInEveryWayIsResumedOrReadBack() throws Exception {
    f = new FaultRig(2, "").started();
    Map<Cut, String> how = new LinkedHashMap<>();
    for (Cut cut : Cut.values()) {
      int identifies = twin().identifies();
      int resumes = twin().resumes();
      say(2);
      cut.make(twin());
      say(8);
      await()
          .atMost(FaultRig.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(cut.loses() ? twin().identifies() : twin().resumes())
                      .as("%s: identifies %d, resumes %d", cut, identifies, resumes)
                      .isGreaterThan(cut.loses() ? identifies : resumes));
      twin().awaitConnected(true, FaultRig.PATIENCE);
      say(2);
      f.awaitSettled();
      if (!cut.loses()) {
        assertThat(twin().identifies()).as("%s costs no login", cut).isEqualTo(identifies);
      }
      how.put(cut, cut.loses() ? "new login" : "resumed");
    }
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.failed() + verdict.undecided()).isZero();
    System.out.printf("F07 gateway cut: %s; %d messages, %s%n", how, f.asked.size(), verdict);
    f.rig.forget();
  }

  /** F08. */
  @Test
  void refusedSlowedAndCutOffAnswersOfDiscordsDoubleNothingAndKeepTheOrder() throws Exception {
    f = new FaultRig(2, "").started();
    int rounds = 6;
    for (int i = 0; i < rounds; i++) {
      say(2);
      twin().rest5xx(2, i % 2 == 0 ? 502 : 500);
      say(1);
      f.awaitSettled();
      twin().limitNext(2, Duration.ofMillis(700));
      say(2);
      f.awaitSettled();
      twin().loseNextReply(); // the post stands there, and nobody said so
      say(1);
      f.awaitSettled();
    }
    int limited = twin().rateLimited().size();
    assertThat(limited).as("answers 429").isGreaterThanOrEqualTo(rounds);
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.failed() + verdict.undecided()).isZero();
    for (int n = 1; n <= f.rig.sessions(); n++) {
      int session = n;
      List<String> order =
          f.posts(n).stream()
              .map(p -> p.content().lines().findFirst().orElse(""))
              .filter(l -> l.matches("m\\d{4}"))
              .toList();
      assertThat(order)
          .as("answers in the order of the questions")
          .isEqualTo(
              f.asked.stream()
                  .filter(a -> a.session() == session)
                  .map(CrashOracle.Asked::token)
                  .toList());
    }
    System.out.printf(
        "F08 Discord's answers: %d with 5xx, %d with 429 and Retry-After, %d cut off after the post"
            + " was taken; %d messages, %s%n",
        rounds * 2, limited, rounds, f.asked.size(), verdict);
    f.rig.forget();
  }

  /** F09. */
  @Test
  void whatIsToldTwiceOrLateOrChangedIsTypedOnce() throws Exception {
    f = new FaultRig(1, "").started();
    List<String> ids = new ArrayList<>();
    int each = 20;
    for (int i = 0; i < each; i++) {
      twin().duplicateNextEvent();
      f.say(1, i % 5 == 0 ? "pause 300" : "echo");
      ids.add(f.asked.getLast().id());
      twin().tellAgain(ids.get(random.nextInt(ids.size()))); // an older one, after a newer one
    }
    f.awaitSettled();
    for (String id : ids.reversed()) {
      twin().tellAgain(id);
    }
    for (String id : ids.subList(0, each / 2)) {
      twin().edit(id, "echo m9999, which comes too late");
    }
    f.say(1, "echo");
    f.awaitSettled();
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.answered()).isEqualTo(each + 1);
    assertThat(CrashOracle.stored(f.rig.bridge().layout().store())).hasSize(each + 1);
    assertThat(f.rig.transcript(1).toString()).doesNotContain("m9999");
    System.out.printf(
        "F09 %d messages told %d times, %d edited after their answer: stored %d, %s%n",
        each + 1, each * 3 + each + 1, each / 2, each + 1, verdict);
    f.rig.forget();
  }
}
