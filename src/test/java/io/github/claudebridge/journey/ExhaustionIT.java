package io.github.claudebridge.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.OpenConnection;
import io.github.claudebridge.testing.ProcessLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * F23: file descriptors and processes run out, in the tmux server and in the bridge. New sessions
 * are refused with the reason, those that run go on, and what comes meanwhile is late at most.
 */
@Timeout(180)
class ExhaustionIT {
  private FaultRig f;

  @AfterEach
  void close() throws Exception {
    if (f != null) {
      f.close();
    }
  }

  private void open() throws Exception {
    f = new FaultRig(2, "");
    f.started();
    f.awaitAnswer(1, f.say(1, "echo"));
    f.awaitAnswer(2, f.say(2, "echo"));
  }

  private long tmux() throws Exception {
    return Long.parseLong(f.rig.bridge().tmux("display-message", "-p", "#{pid}").strip());
  }

  private String newSession() {
    return Json.write(
        Json.object().put("channel", "local-9").put("directory", f.rig.root().toString()));
  }

  /** Gives back what had run out. */
  private interface Mend {
    void run() throws Exception;
  }

  /** A new session is refused for this reason, the others live, and it starts once it can. */
  private void theNewOneIsRefused(String without, String reason, Mend mend) throws Exception {
    String refused;
    try {
      refused = f.rig.bridge().api().post("/v1/sessions", newSession());
      assertThat(refused).contains("error", reason);
      for (int i = 0; i < 3; i++) {
        f.awaitAnswer(1, f.say(1, "echo"));
        f.awaitAnswer(2, f.say(2, "echo"));
      }
    } finally {
      mend.run();
    }
    await()
        .atMost(FaultRig.PATIENCE)
        .ignoreExceptions()
        .until(() -> f.state(3).equals("idle"));
    System.out.printf(
        "F23 tmux without %s: new session refused (%s), %s%n", without, refused, f.judge());
    f.rig.forget();
  }

  @Test
  void ofDescriptorsInTmux() throws Exception {
    open();
    long tmux = tmux();
    limit(tmux, descriptors(tmux));
    theNewOneIsRefused("descriptors", "Too many open files", () -> limit(tmux, 1024));
  }

  @Test
  void ofProcessesInTmux() throws Exception {
    open();
    try (ProcessLimit limit = ProcessLimit.of(tmux())) {
      theNewOneIsRefused("processes", "Resource temporarily unavailable", limit::lift);
    }
  }

  @Test
  void ofDescriptorsInTheBridge() throws Exception {
    open();
    long bridge = f.rig.bridge().pid();
    String refused;
    try (OpenConnection open = new OpenConnection(f.rig.bridge().layout().socket())) {
      open.request("GET", "/v1/health", "");
      limit(bridge, descriptors(bridge));
      refused = open.request("POST", "/v1/sessions", newSession());
      assertThat(refused).contains("error", "Too many open files");
      for (int i = 0; i < 10; i++) {
        f.say(1 + i % 2, "echo");
      }
      await()
          .pollDelay(Duration.ofSeconds(5))
          .atMost(FaultRig.PATIENCE)
          .until(() -> f.rig.bridge().alive());
      limit(bridge, 4096);
    }
    var verdict = f.judge();
    assertThat(f.rig.bridge().alive()).isTrue();
    assertThat(verdict.failed() + verdict.undecided()).isZero();
    System.out.printf(
        "F23 bridge without descriptors for 5 s: new session refused (%s), %s%n",
        refused.lines().reduce((a, b) -> b).orElse(""), verdict);
    f.rig.forget();
  }

  @Test
  void ofThreadsInTheBridge() throws Exception {
    open();
    try (ProcessLimit limit = ProcessLimit.of(f.rig.bridge().pid())) {
      for (int i = 0; i < 10; i++) {
        f.say(1 + i % 2, "echo");
      }
      await()
          .pollDelay(Duration.ofSeconds(5))
          .atMost(FaultRig.PATIENCE)
          .until(() -> f.rig.bridge().alive());
      limit.lift();
      var verdict = f.judge();
      assertThat(f.rig.bridge().alive()).isTrue();
      assertThat(verdict.failed() + verdict.undecided()).isZero();
      System.out.printf("F23 bridge without new threads for 5 s: %s%n", verdict);
    }
    f.rig.forget();
  }

  private static long descriptors(long pid) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.count();
    }
  }

  private static void limit(long pid, long descriptors) throws Exception {
    Process limited =
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(pid), "--nofile=" + descriptors + ":")
            .inheritIO()
            .start();
    assertThat(limited.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(limited.exitValue()).isZero();
  }
}
