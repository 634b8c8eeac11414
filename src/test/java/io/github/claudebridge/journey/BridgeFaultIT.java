package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.CrashRig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of the bridge itself, on real processes: each is made, and what was promised holds. */
class BridgeFaultIT {
  private FaultRig f;
  private final List<Process> others = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    others.forEach(Process::destroyForcibly);
    if (f != null) {
      f.close();
    }
  }

  /** F14. */
  @Test
  void ofTenBridgesStartedAtOnceOneRuns() throws Exception {
    f = new FaultRig(1, "");
    for (int i = 0; i < 10; i++) {
      others.add(f.rig.bridge().another());
    }
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> others.stream().filter(Process::isAlive).count() == 1);
    Process runs = others.stream().filter(Process::isAlive).findFirst().orElseThrow();
    for (Process other : others) {
      if (other != runs) {
        assertThat(other.exitValue()).isEqualTo(75);
      }
    }
    String said = f.rig.bridge().logs(40);
    assertThat(said.split("another bridge runs on this directory \\(pid " + runs.pid() + "\\)", -1))
        .as(said)
        .hasSize(10);
    f.awaitReady();
    f.awaitAnswer(1, f.say(1, "echo"));
    assertThat(f.rig.twin().identifies()).isEqualTo(1);
    System.out.println("F14 ten bridges at once: 1 runs, 9 ended with 75 and its pid");
    runs.destroyForcibly().waitFor();
    f.rig.bridge().start(null); // the lock of a killed one is free at once
    f.awaitReady();
    f.rig.forget();
  }

  /** F13. */
  @Test
  void anOrderlyEndInTheMiddleOfWorkIsQuickAndLosesNothing() throws Exception {
    f = new FaultRig(3, "").started();
    List<Long> took = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 9; i++) {
        f.say(1 + i % 3, i % 2 == 0 ? "echo" : "pause 200");
      }
      long began = System.nanoTime();
      f.rig.bridge().terminate();
      FaultRig.signal("TERM", f.rig.bridge().pid()); // and once more, from an impatient person
      OptionalInt code = f.rig.bridge().awaitEnd(Duration.ofSeconds(20));
      took.add((System.nanoTime() - began) / 1_000_000);
      assertThat(code).as(() -> f.rig.bridge().logs(30)).hasValue(0);
      for (int n = 1; n <= 3; n++) {
        assertThat(f.rig.agent(n)).as("agent %d outlives the bridge", n).isPresent();
      }
      f.rig.bridge().start(null);
      awaitConnected();
    }
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.failed()).isZero();
    System.out.printf("F13 SIGTERM twice at work: ended with 0 after %s ms, %s%n", took, verdict);
    assertThat(took).as("five seconds, and one for Java itself").allMatch(ms -> ms < 6_000);
    f.rig.forget();
  }

  private void awaitConnected() {
    await()
        .atMost(FaultRig.PATIENCE)
        .ignoreExceptions()
        .until(() -> f.rig.bridge().api().get("/v1/health").contains("\"state\":\"ready\""));
  }

  /** With carriers enough for virtual threads, none of which is to hold up all others. */
  @Test
  void aBridgeThatIsStuckEndsAndIsStartedAgain() throws Exception {
    f = new FaultRig(1, "");
    Path project = f.rig.bridge().layout().project();
    Path script = project.resolve("start-bridge.sh");
    Files.writeString(script, "#!/bin/sh\necho \"started with [$*]\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    f.rig.bridge().java(List.of("-Dbridge.stuck-after=2000")).startingAgain();
    f.rig.bridge().start("hang:typist.after-typed");
    awaitConnected();
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(carriers())
        .contains("parallelism = " + cores)
        .contains("size = " + Math.max(32, 2 * cores)); // a reserve, and kept
    f.say(1, "echo");
    OptionalInt code = f.rig.bridge().awaitEnd(FaultRig.PATIENCE);
    assertThat(code).as(() -> f.rig.bridge().logs(30)).hasValue(70);
    assertThat(f.rig.bridge().logs(200)).contains("the thread of session 1 is stuck");
    Path said = f.rig.bridge().layout().logs().resolve("start-again.out");
    await()
        .atMost(FaultRig.PATIENCE)
        .untilAsserted(() -> assertThat(said).hasContent("started with []"));
    f.rig.bridge().start(null);
    awaitConnected();
    CrashOracle.Verdict verdict = f.judge();
    assertThat(verdict.failed()).isZero();
    System.out.printf("a stuck bridge: ended with 70, %s%n", verdict);
    f.rig.forget();
  }

  /** What Java says of them. */
  private String carriers() throws Exception {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(f.rig.bridge().pid()),
                "Thread.vthread_scheduler")
            .redirectErrorStream(true)
            .start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** F24. */
  @Test
  void aBridgeInACrashLoopLogsInNoOftenerThanItsBudget() throws Exception {
    int budget = 4;
    f = new FaultRig(1, "");
    Path settings = f.rig.root().resolve("bridge/config/bridge.yaml");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("discord:\n", "discord:\n  identify-budget: " + budget + "\n"));
    int crashes = Integer.getInteger("fault.crashes", 100);
    int before = 0;
    for (int i = 0; i < crashes; i++) {
      f.rig.bridge().startAgain(null);
      int had = before;
      awaitLoginOrRefusal(had);
      before = f.rig.twin().identifies();
      f.rig.bridge().kill();
    }
    assertThat(f.rig.twin().identifies()).isBetween(1, budget);
    f.rig.bridge().startAgain(null);
    await()
        .atMost(FaultRig.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                f.rig
                    .bridge()
                    .api()
                    .get("/v1/health")
                    .contains("Discord resets the token of a bot that logs in too often"));
    assertThat(Json.parse(f.rig.bridge().api().get("/v1/sessions/1")).path("state").asText())
        .as("its sessions go on without Discord")
        .isIn("idle", "starting");
    System.out.printf(
        "F24 crash loop: %d starts, %d logins of %d allowed%n",
        crashes + 1, f.rig.twin().identifies(), budget);
    f.rig.forget();
  }

  private void awaitLoginOrRefusal(int had) {
    await()
        .atMost(FaultRig.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                f.rig.twin().identifies() > had
                    || f.rig.bridge().api().get("/v1/health").contains("\"state\":\"down\""));
  }
}
