package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.Losses;
import io.github.claudebridge.testing.twin.TwinFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every message exactly once, whatever is killed: the bridge at each of its failpoints and at
 * random moments, agents, the tmux server, sockets, gateway sessions and answers of Discord's.
 *
 * <p>{@code -Dcrash.messages=N} says how many messages, {@code -Dcrash.seed=N} repeats a run.
 */
class CrashIT {
  private static final int MESSAGES = Integer.getInteger("crash.messages", 120);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  /** All but the one of an interruption, which {@link ClaudeCrashIT} makes. */
  private static final List<String> FAILPOINTS =
      Failpoints.NAMES.stream().filter(name -> !name.equals("turn.after-idle")).toList();

  private static final Duration HIT_WITHIN = Duration.ofSeconds(40);
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(120);

  /** What can go wrong beside the bridge itself. */
  private enum Fault {
    NOTHING,
    SOCKETS_DROPPED,
    SESSIONS_FORGOTTEN,
    REPLIES_LOST,
    REST_FAILS,
    EVENT_TWICE,
    AGENT_KILLED,
    TMUX_KILLED,
    AGENTS_KILLED_WITH_IT,
    TMUX_KILLED_WITH_IT
  }

  private final Random random = new Random(SEED);
  private final List<CrashOracle.Asked> asked = new ArrayList<>();
  private final CrashRig rig = rig();
  private int left = MESSAGES;

  private static CrashRig rig() {
    try {
      return new CrashRig(5);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void everyMessageOnceWhateverIsKilled() throws Exception {
    Losses.noneSoFar();
    System.out.printf("crash test: %d messages, -Dcrash.seed=%d, %s%n", MESSAGES, SEED, rig.root());
    long began = System.nanoTime();
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    if (MESSAGES >= 300) {
      faults.addAll(List.of(Fault.values()));
    }
    int phases = FAILPOINTS.size() + faults.size();
    List<String> hit = new ArrayList<>();
    try {
      firstStart();
      for (int i = 0; i < Math.max(FAILPOINTS.size(), faults.size()); i++) {
        if (i < FAILPOINTS.size()) {
          String name = FAILPOINTS.get(i);
          killedAt(name, MESSAGES / phases);
          hit.add(name);
        }
        if (i < faults.size()) {
          killedAtRandom(faults.get(i), MESSAGES / phases);
        }
      }
      rig.bridge().start(null);
      feed(left, false);
      awaitSettled();
      CrashOracle.Verdict verdict = new CrashOracle(rig, asked).judge();
      System.out.printf(
          "crash test: %d messages, %d failpoints, %d random kills, %d s: %s%n%s%n",
          asked.size(),
          hit.size(),
          faults.size(),
          (System.nanoTime() - began) / 1_000_000_000,
          verdict,
          verdict.details());
      Losses.none("lost on the way in", verdict.lostIn());
      Losses.none("typed twice", verdict.duplicatedIn());
      Losses.none("out of order", verdict.outOfOrder());
      Losses.none("lost on the way out", verdict.lostOut());
      Losses.none("posted twice", verdict.duplicatedOut());
      Losses.none("taken for a person's", verdict.mirrored());
      assertThat(hit).containsExactlyElementsOf(FAILPOINTS);
      assertThat(rig.twin().violations()).isEmpty();
      await()
          .atMost(SETTLED_WITHIN) // marks are slow
          .untilAsserted(() -> assertThat(new CrashOracle(rig, asked).wrongMarks()).isEmpty());
      rig.forget();
    } catch (Exception | AssertionError e) {
      System.out.println(rig.bridge().logs(60));
      throw e;
    }
  }

  /** What is said before a bridge ever heard a channel is none of its business. */
  private void firstStart() throws Exception {
    rig.bridge().start(null);
    awaitReady();
    await()
        .atMost(HIT_WITHIN)
        .ignoreExceptions()
        .until(() -> CrashOracle.begun(rig.bridge().layout().store()) == rig.sessions());
    rig.bridge().kill();
  }

  /** The bridge ends itself at a failpoint, with messages before its start and while it runs. */
  private void killedAt(String name, int messages) throws Exception {
    long began = System.nanoTime();
    boolean rare =
        name.startsWith("attachment") || name.startsWith("catch-up") || name.startsWith("shutdown");
    feed(1 + random.nextInt(2), name.startsWith("attachment"));
    rig.bridge().start(name + ":" + (rare ? 1 : 1 + random.nextInt(3)));
    for (int i = 2; i < messages && rig.bridge().alive(); i++) {
      Thread.sleep(random.nextInt(300));
      feed(1, name.startsWith("attachment"));
    }
    if (name.startsWith("shutdown")) {
      awaitReady();
      rig.bridge().terminate();
    }
    long until = System.nanoTime() + HIT_WITHIN.toNanos();
    while (rig.bridge().awaitEnd(Duration.ofSeconds(2)).isEmpty()) {
      assertThat(System.nanoTime()).as("%s is never reached", name).isLessThan(until);
      feed(1, name.startsWith("attachment")); // what was fed may have been answered before
    }
    assertThat(rig.bridge().awaitEnd(Duration.ZERO)).as("ended at %s", name).hasValue(137);
    System.out.printf("  %s after %d ms%n", name, (System.nanoTime() - began) / 1_000_000);
  }

  private void killedAtRandom(Fault fault, int messages) throws Exception {
    long began = System.nanoTime();
    rig.bridge().start(null);
    feed(messages / 2, false);
    if (fault != Fault.NOTHING) {
      awaitReady();
    }
    make(fault);
    for (int i = messages / 2; i < messages; i++) {
      Thread.sleep(random.nextInt(200));
      feed(1, false);
    }
    Thread.sleep(random.nextInt(3_000));
    if (fault == Fault.AGENTS_KILLED_WITH_IT) {
      for (int n = 1; n <= rig.sessions(); n++) {
        feedTo(n, false);
      }
      Thread.sleep(random.nextInt(700));
    }
    rig.bridge().kill();
    switch (fault) {
      case AGENTS_KILLED_WITH_IT -> {
        for (int n = 1; n <= rig.sessions(); n++) {
          rig.killAgent(n);
        }
      }
      case TMUX_KILLED_WITH_IT -> assertThat(rig.bridge().killTmux()).isTrue();
      default -> {}
    }
    System.out.printf(
        "  %s, then killed, after %d ms%n", fault, (System.nanoTime() - began) / 1_000_000);
  }

  private void awaitReady() {
    await().atMost(HIT_WITHIN).until(rig.twin()::isConnected);
    await()
        .atMost(HIT_WITHIN)
        .ignoreExceptions()
        .until(
            () ->
                rig.bridge().api().get("/v1/health").contains("\"state\":\"ready\"")
                    && rig.agent(1).isPresent());
  }

  private void make(Fault fault) throws Exception {
    switch (fault) {
      case NOTHING, AGENTS_KILLED_WITH_IT, TMUX_KILLED_WITH_IT -> {}
      case SOCKETS_DROPPED -> rig.twin().dropSockets();
      case SESSIONS_FORGOTTEN -> rig.twin().forgetSessions();
      case REPLIES_LOST -> rig.twin().loseNextReply();
      case REST_FAILS -> rig.twin().rest5xx(3, 502);
      case EVENT_TWICE -> rig.twin().duplicateNextEvent();
      case AGENT_KILLED -> {
        for (int n = 1; n <= 2; n++) {
          int session = n;
          feedTo(session, false);
          await().atMost(HIT_WITHIN).until(() -> rig.killAgent(session));
          Thread.sleep(random.nextInt(1_000));
        }
      }
      case TMUX_KILLED -> {
        assertThat(rig.bridge().killTmux()).isTrue();
        await().atMost(HIT_WITHIN).until(() -> rig.agent(3).isPresent());
      }
    }
  }

  private void feed(int messages, boolean file) {
    for (int i = 0; i < messages; i++) {
      feedTo(1 + random.nextInt(rig.sessions()), file);
    }
  }

  private void feedTo(int session, boolean file) {
    left--;
    String token = "m%04d".formatted(asked.size());
    String text =
        (random.nextInt(4) == 0 ? "pause " + random.nextInt(1_200) : "echo")
            + " "
            + token
            + " "
            + words();
    String channel = CrashRig.channel(session);
    String id =
        file
            ? rig.twin().say(channel, CrashRig.ANN, text, TwinFile.text("a.txt", "of " + token))
            : rig.twin().say(channel, CrashRig.ANN, text);
    asked.add(new CrashOracle.Asked(id, token, session));
  }

  /** A line, or several, or many: short texts are typed in one piece, long ones in several. */
  private String words() {
    StringBuilder words = new StringBuilder();
    int count = random.nextInt(4) == 0 ? 60 : 3;
    for (int i = 0; i < count; i++) {
      words.append(Integer.toString(random.nextInt(36 * 36 * 36), 36));
      words.append(random.nextInt(6) == 0 ? "\n" : random.nextInt(8) == 0 ? " 日本 " : " ");
    }
    return words.toString().strip();
  }

  /** Waits until nothing is under way; what still is after that is judged as it stands. */
  private void awaitSettled() {
    try {
      untilSettled();
    } catch (ConditionTimeoutException e) {
      System.out.println("crash test: not settled within " + SETTLED_WITHIN);
    }
  }

  private void untilSettled() {
    await()
        .atMost(SETTLED_WITHIN)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            () -> {
              Map<String, CrashOracle.Stored> stored =
                  CrashOracle.stored(rig.bridge().layout().store());
              return stored.size() == asked.size()
                  && stored.values().stream()
                      .allMatch(s -> s.rung().matches("ANSWERED|FAILED|UNDECIDED"))
                  && CrashOracle.pendingPosts(rig.bridge().layout().store()) == 0;
            });
  }
}
