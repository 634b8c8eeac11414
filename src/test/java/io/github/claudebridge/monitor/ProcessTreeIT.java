package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.testing.TmuxServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import oshi.SystemInfo;

/** Real panes with real processes below them are measured, and cheaply. */
class ProcessTreeIT {
  private static final Optional<Boolean> NO_DISCORD = Optional.empty();
  private static final long MB = 1 << 20;

  private final OshiMachine machine = new OshiMachine(Path.of("."));
  private TmuxServer server;
  private Tmux tmux;

  @BeforeEach
  void open() throws Exception {
    server = TmuxServer.create();
    tmux = Tmux.open(server.settings());
  }

  @AfterEach
  void close() throws Exception {
    tmux.close();
    server.close();
  }

  @Test
  void memoryOfAChildOfAChildCountsForItsPane() throws Exception {
    Pane still = pane(1, "sleep 600");
    // tail keeps what has no line end until it is at the end, which does not come.
    Pane full = pane(2, "sh -c '(head -c 120000000 /dev/zero; sleep 600) | tail -n 1'; sleep 600");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(below(full).memory()).isGreaterThan(110 * MB));
    ProcessTree.Use use = below(full);
    assertThat(use.processes()).isGreaterThanOrEqualTo(4);
    assertThat(below(still).memory()).isLessThan(20 * MB);
    assertThat(use.memory()).isBetween(110 * MB, 160 * MB);

    ProcessHandle.of(full.pid())
        .orElseThrow()
        .descendants()
        .forEach(ProcessHandle::destroyForcibly);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(below(full).memory()).isLessThan(20 * MB));
  }

  @Test
  void processorTimeOfABusyChildIsSeen() throws Exception {
    Pane busy = pane(1, "sh -c 'while :; do :; done'; sleep 600");
    Sampler sampler = new Sampler(machine, machine.processes(), new Metrics(), 1);
    List<Monitor.Measured> sessions =
        List.of(new Monitor.Measured(1, OptionalLong.of(busy.pid()), 0));
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    sampler.take(start, sessions, NO_DISCORD);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> below(busy).cpu().compareTo(Duration.ofSeconds(1)) > 0);
    Sample sample = sampler.take(start.plusSeconds(10), sessions, NO_DISCORD).getLast();
    assertThat(sample.value(Measure.CPU).orElseThrow()).isBetween(8.0, 100.0);
  }

  @Test
  void aHundredIdleSessionsCostNextToNothing() throws Exception {
    List<Monitor.Measured> sessions = new ArrayList<>();
    for (int n = 1; n <= 100; n++) {
      Pane pane = pane(n, "sleep 600 & sleep 600 & wait");
      sessions.add(new Monitor.Measured(n, OptionalLong.of(pane.pid()), 0));
    }
    Sampler light = new Sampler(machine, machine.processes(), new Metrics(), 1);
    ProcessTable heavy = new OshiProcesses(new SystemInfo().getOperatingSystem());
    Instant at = Instant.parse("2026-11-21T10:00:00Z");
    long ours = cpuMillis(20, () -> light.take(at, sessions, NO_DISCORD));
    long others = cpuMillis(3, heavy::read);
    double share = 100 * ours / 1000.0 / 300;
    System.out.printf(
        "a sample of 100 sessions (%d processes): %d ms of CPU, %.4f %% of a core at one in 5 min;"
            + " OSHI's own table: %d ms%n",
        machine.processes().read().size(), ours, share, others);
    assertThat(light.take(at, sessions, NO_DISCORD).getLast().value(Measure.PROCESSES))
        .hasValue(3);
    assertThat(share).as("percent of one core").isLessThan(0.1);
  }

  private static long cpuMillis(int times, Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    work.run();
    long from = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    return (threads.getCurrentThreadCpuTime() - from) / times / 1_000_000;
  }

  private ProcessTree.Use below(Pane pane) {
    return new ProcessTree(machine.processes().read()).below(pane.pid());
  }

  private Pane pane(int n, String script) throws Exception {
    return tmux.start(server.spec("claude-session-" + n, List.of("sh", "-c", script)));
  }
}
