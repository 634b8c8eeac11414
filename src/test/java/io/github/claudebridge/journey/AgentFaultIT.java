package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.TwinPost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Faults of agents and of the tmux server, on real processes: each is made, the sessions come back
 * by themselves with their conversations, the channel hears it once, and no message is lost or
 * typed twice.
 */
class AgentFaultIT {
  private FaultRig f;

  @AfterEach
  void close() throws Exception {
    f.close();
  }

  /** F03. */
  @Test
  void theTmuxServerKilledUnderFiveSessionsIsOnePostEach() throws Exception {
    f = new FaultRig(5, "").started();
    for (int n = 1; n <= 5; n++) {
      f.awaitAnswer(n, f.say(n, "echo"));
    }
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
    for (int n = 1; n <= 5; n++) {
      assertThat(f.told(n)).as("session %d", n).hasSize(1);
      assertThat(f.told(n).getFirst().content()).contains("The tmux server is gone");
      JsonNode attempt = f.recoveries(n).getLast();
      assertThat(attempt.path("symptom").asText()).isEqualTo("tmux-gone");
      assertThat(attempt.path("outcome").asText()).isEqualTo("back");
      noticed.add(
          Duration.between(
                  Instant.parse(attempt.path("at").asText()),
                  Instant.parse(attempt.path("doneAt").asText()))
              .toMillis());
    }
    System.out.printf(
        "F03 tmux server killed: 5 sessions back after %d ms (each after notice: %s ms), %s%n",
        back, noticed, verdict);
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
    assertThat(f.rig.transcript(1).stream().map(l -> l.path("sessionId").asText()).distinct())
        .as("one conversation")
        .hasSize(1);
    assertThat(f.rig.transcript(1).size()).isGreaterThan(before);
    System.out.printf(
        "F04 idle agent killed: noticed after %d ms, next message answered after %d ms, %s%n",
        noticed, answered, f.judge());
    f.rig.forget();
  }

  /** F04, at work: what it worked on is told as failed, what waits is typed once. */
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
    assertThat(verdict.failed()).isEqualTo(1);
    assertThat(f.told(1)).hasSize(1);
    System.out.printf("F04 agent killed at work: %s%n", verdict);
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
    System.out.printf(
        "F04 crash loop: %d restarts, then a person; %s%n",
        f.recoveries(1).stream().filter(a -> a.path("remedy").asText().equals("restart")).count(),
        f.judge());
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

  /** A program that the agent started survives it: it is named, and left alone. */
  @Test
  void aProgramThatAGoneAgentLeftRunningIsNamed() throws Exception {
    f = new FaultRig(1, "").started();
    ProcessHandle agent = f.awaitAgent(1);
    ProcessBuilder builder =
        new ProcessBuilder("sleep", "4321").redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment(agent)); // as a program of the agent's has it
    Process left = builder.start();
    try {
      assertThat(agent.destroyForcibly()).isTrue();
      f.awaitTold(1, "Still running of it: `sleep 4321");
      assertThat(left.isAlive()).isTrue();
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

  private static long millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
