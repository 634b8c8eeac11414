package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of agents and of the tmux server, on real processes: each is made, the sessions come back
 * by themselves with their conversations, the channel hears it once, and no message is lost or
 * typed twice.
 */
class AgentFaultIT {
  private FaultRig f;

  @AfterEach
  void close() throws Exception {
    if (f != null) {
      f.close();
    }
  }

  /** F03. */
  @Test
  void theTmuxServerKilledUnderFiveSessionsIsOnePostEach() throws Exception {
    f = new FaultRig(5, "").started();
    for (int n = 1; n <= 5; n++) {
      f.awaitAnswer(n, f.say(n, "echo"));
    }
    String other = "cdb-other-" + ProcessHandle.current().pid();
    tmux("-L", other, "new-session", "-d", "-s", "claude-session-1", "sleep 600");
    Instant killed = Instant.now();
    long began = System.nanoTime();
    assertThat(f.rig.bridge().killTmux()).isTrue();
    for (int n = 1; n <= 5; n++) { // while nothing runs
      f.say(n, "echo");
      f.say(n, "echo");
    }
    for (int n = 1; n <= 5; n++) {
      f.awaitTold(n, "it is back");
    }
    long back = millisSince(began);
    CrashOracle.Verdict verdict = f.judge();
    List<Long> noticed = new ArrayList<>();
    List<Long> restarted = new ArrayList<>();
    assertThat(tmux("-L", other, "list-sessions")).contains("claude-session-1");
    tmux("-L", other, "kill-server");
    for (int n = 1; n <= 5; n++) {
      assertThat(f.told(n)).as("session %d", n).hasSize(1);
      assertThat(f.told(n).getFirst().content()).contains("The tmux server is gone");
      JsonNode attempt = f.recoveries(n).getLast();
      assertThat(attempt.path("symptom").asText()).isEqualTo("tmux-gone");
      assertThat(attempt.path("outcome").asText()).isEqualTo("back");
      noticed.add(millis(killed, attempt.path("at")));
      restarted.add(millis(killed, attempt.path("doneAt")));
    }
    System.out.printf(
        "F03 tmux server killed: noticed after %s ms, taking prompts after %s ms, all told after %d"
            + " ms in 5 posts; the other tmux server untouched; %s%n",
        noticed, restarted, back, verdict);
    assertThat(noticed).as("ms until it is noticed").allMatch(ms -> ms < 5_000);
    f.rig.forget();
  }

  /** F04, at rest: the next message goes to the same conversation. */
  @Test
  void anIdleAgentKilledIsBackInTheSameConversation() throws Exception {
    f = new FaultRig(1, "").started();
    f.awaitAnswer(1, f.say(1, "echo"));
    int before = f.rig.transcript(1).size();
    ProcessHandle agent = f.awaitAgent(1);
    Instant killed = Instant.now();
    assertThat(agent.destroyForcibly()).isTrue();
    String next = f.say(1, "echo");
    f.awaitAnswer(1, next);
    long answered = Duration.between(killed, Instant.now()).toMillis();
    f.awaitTold(1, "it is back");
    JsonNode attempt = f.recoveries(1).getLast();
    long noticed =
        Duration.between(killed, Instant.parse(attempt.path("at").asText())).toMillis();
    assertThat(attempt.path("signature").asText()).isEqualTo("killed:9");
    assertThat(f.told(1)).hasSize(1);
    assertThat(f.told(1).getFirst().content())
        .as("how it ended, and what stood on its screen")
        .contains("killed (signal 9)", "● m0000");
    assertThat(f.rig.transcript(1).stream().map(l -> l.path("sessionId").asText()).distinct())
        .as("one conversation")
        .hasSize(1);
    assertThat(f.rig.transcript(1).size()).isGreaterThan(before);
    System.out.printf(
        "F04 idle agent killed: noticed after %d ms, next message answered after %d ms, %s%n",
        noticed, answered, f.judge());
    f.rig.forget();
  }

  /** F04, at work: what it worked on is asked about, what waits is typed once. */
  @Test
  void anAgentKilledAtWorkLosesNoMessageThatWaits() throws Exception {
    f = new FaultRig(1, "").started();
    String lost = f.say(1, "pause 60000");
    await()
        .atMost(FaultRig.PATIENCE)
        .until(() -> f.rig.transcript(1).toString().contains(lost));
    f.say(1, "echo");
    f.say(1, "echo");
    assertThat(f.awaitAgent(1).destroyForcibly()).isTrue();
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.answered()).isEqualTo(2);
    assertThat(verdict.undecided()).isEqualTo(1);
    assertThat(f.told(1)).hasSize(1);
    System.out.printf("F04 agent killed at work: %s%n", verdict);
    f.rig.forget();
  }

  /** F04, by itself: its exit code and the last twenty lines of its screen are told. */
  @Test
  void anAgentThatEndsWithACodeIsToldWithItAndItsLastLines() throws Exception {
    f = new FaultRig(1, "").started();
    int conversation = f.rig.transcript(1).size();
    f.rig.twin().say(CrashRig.channel(1), CrashRig.ANN, "crash");
    f.awaitTold(1, "it is back");
    String told = f.told(1).getFirst().content();
    assertThat(told).contains("ended with code 1", "I end now, with code 1.");
    List<String> screen = told.lines().dropWhile(l -> !l.equals("```")).skip(1).toList();
    long lines = screen.stream().takeWhile(l -> !l.equals("```")).count();
    assertThat(lines).isBetween(3L, 20L);
    assertThat(f.recoveries(1).getLast().path("signature").asText()).isEqualTo("exited:1");
    f.awaitAnswer(1, f.say(1, "echo"));
    assertThat(f.rig.transcript(1).size()).isGreaterThan(conversation);
    System.out.printf(
        "F04 agent ended with code 1: told with it and %d lines of its screen%n", lines);
    f.rig.forget();
  }

  /** F04, over and over: it ends with a person, who presses the button. */
  @Test
  void aCrashLoopEndsInQuarantineUntilSomebodyTriesAgain() throws Exception {
    f = new FaultRig(1, "recovery:\n  quarantine-after: 3\n").started();
    for (int i = 0; i < 3; i++) {
      ProcessHandle agent = f.awaitAgent(1);
      String token = f.say(1, "echo");
      f.awaitAnswer(1, token);
      assertThat(agent.destroyForcibly()).isTrue();
      await().atMost(FaultRig.PATIENCE).until(() -> !agent.isAlive());
    }
    String waits = f.say(1, "echo");
    f.awaitTold(1, "stays down until a person tries again");
    assertThat(f.state(1)).isEqualTo("lost");
    assertThat(f.told(1)).as("one outage, one post").hasSize(1);
    f.rig.bridge().kill();
    f.rig.bridge().start(null);
    await().atMost(FaultRig.PATIENCE).ignoreExceptions().until(() -> f.state(1).equals("lost"));
    f.rig.twin().awaitConnected(true, FaultRig.PATIENCE);
    assertThat(f.rig.agent(1)).as("not started by a start of the bridge").isEmpty();
    TwinPost post = f.told(1).getLast();
    f.rig.twin().click(post.id(), CrashRig.ANN, "try-again").awaitReply(FaultRig.PATIENCE);
    f.awaitAnswer(1, waits);
    f.awaitTold(1, "A person tries again");
    assertThat(f.told(1).getLast().content()).doesNotContain("stays down");
    List<Long> pauses = new ArrayList<>();
    for (JsonNode each : f.recoveries(1)) {
      if (each.path("remedy").asText().equals("restart")) {
        pauses.add(millis(Instant.parse(each.path("at").asText()), each.path("dueAt")));
      }
    }
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).as("1 s, up to four fifths of it left out").isBetween(200L, 1_000L);
    assertThat(pauses.get(1)).as("2 s, up to four fifths of it left out").isBetween(400L, 2_000L);
    System.out.printf(
        "F04 crash loop: %d restarts after %s ms, then a person; %s%n",
        pauses.size(), pauses, f.judge());
    f.rig.forget();
  }

  /** An agent that is frozen hears no Escape: it is ended and restarted, in the open. */
  @Test
  void aFrozenAgentIsEndedAndRestarted() throws Exception {
    f = new FaultRig(1, "recovery:\n  hang-after: 3s\n").started();
    String lost = f.say(1, "pause 60000");
    await()
        .atMost(FaultRig.PATIENCE)
        .until(() -> f.rig.transcript(1).toString().contains(lost));
    ProcessHandle agent = f.awaitAgent(1);
    await().atMost(FaultRig.PATIENCE).ignoreExceptions().until(() -> f.state(1).equals("working"));
    FaultRig.signal("STOP", agent.pid());
    f.awaitTold(1, "it is back");
    assertThat(gone(agent)).isTrue();
    assertThat(f.told(1)).hasSize(1);
    assertThat(f.told(1).getLast().content()).contains("Escape was pressed: it did not help");
    f.awaitAnswer(1, f.say(1, "echo"));
    f.awaitSettled();
    System.out.printf("frozen agent: %s%n", outcomes());
    f.rig.forget();
  }

  /**
   * A program that the agent started survives it: it is named, and ended only where that is set.
   */
  @ParameterizedTest
  @ValueSource(strings = {"end-orphans: false", "end-orphans: true", "automatic: 'off'"})
  void aProgramThatAGoneAgentLeftRunningIsNamedAndEndedOnlyIfSet(String set) throws Exception {
    boolean end = set.contains("true");
    f = new FaultRig(1, "recovery:\n  " + set + "\n").started();
    ProcessHandle agent = f.awaitAgent(1);
    ProcessBuilder builder =
        new ProcessBuilder("sleep", "4321").redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment(agent)); // as a program of the agent's has it
    Process left = builder.start();
    try {
      assertThat(agent.destroyForcibly()).isTrue();
      f.awaitTold(1, (end ? "Left running by it, ended" : "Still running of it") + ": `sleep 4321");
      if (end) {
        assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } else {
        assertThat(left.isAlive()).isTrue();
      }
      System.out.printf("orphan, %s: 1 named, %d ended%n", set, end ? 1 : 0);
    } finally {
      left.destroyForcibly();
    }
    f.rig.forget();
  }

  /** Whether a process has ended, be it that nobody has asked for its exit code so far. */
  private static boolean gone(ProcessHandle process) throws Exception {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    return !Files.exists(stat) || Files.readString(stat).matches("(?s)\\d+ \\(.*\\) [ZX] .*");
  }

  private static Map<String, String> environment(ProcessHandle process) throws Exception {
    Map<String, String> found = new HashMap<>();
    for (String each :
        Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ")).split("\0")) {
      String[] parts = each.split("=", 2);
      if (parts.length == 2) {
        found.put(parts[0], parts[1]);
      }
    }
    return found;
  }

  private String outcomes() throws Exception {
    List<String> all = new ArrayList<>();
    for (JsonNode each : f.recoveries(1)) {
      all.add(each.path("remedy").asText() + " " + each.path("outcome").asText());
    }
    return all.toString();
  }

  private static long millis(Instant from, JsonNode to) {
    return Duration.between(from, Instant.parse(to.asText())).toMillis();
  }

  private static String tmux(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("tmux"));
    command.addAll(List.of(words));
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    return said;
  }

  private static long millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
