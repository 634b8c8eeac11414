package io.github.claudebridge.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.pane.TmuxException.Reason;
import io.github.claudebridge.testing.ByteLog;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.TmuxServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Logs({"A listener failed on an event", "Connection to the tmux server lost"})
class TmuxEventsTest {

  private static final Logger log = LoggerFactory.getLogger(TmuxEventsTest.class);
  private static final List<String> CAT = List.of("cat");

  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
  private TmuxServer server;
  private Tmux tmux;

  @BeforeEach
  void open() throws IOException {
    server = TmuxServer.create();
    tmux = Tmux.open(server.settings(), Duration.ofSeconds(1));
    tmux.listen(new Recorder());
  }

  @AfterEach
  void close() throws IOException {
    tmux.close();
    server.close();
  }

  @Test
  void deathsAreToldAtOnce() throws Exception {
    var nanos = new long[10];
    for (int i = 0; i < nanos.length; i++) {
      var pane = tmux.start(server.spec("claude-session-1", CAT));
      long from = System.nanoTime();
      ProcessHandle.of(pane.pid()).orElseThrow().destroyForcibly();
      assertThat(next()).isEqualTo("gone " + pane.id() + " claude-session-1");
      nanos[i] = System.nanoTime() - from;
    }
    var sorted = LongStream.of(nanos).sorted().toArray();
    log.info("death told after: median {} us, worst {} us", sorted[5] / 1_000, sorted[9] / 1_000);
    assertThat(sorted[9]).isLessThan(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void aProgramThatEndsAtOnceIsToldOnce() throws Exception {
    var pane = tmux.start(server.spec("claude-session-1", List.of("sh", "-c", "exit 3")));
    assertThat(next()).isEqualTo("gone " + pane.id() + " claude-session-1");
    tmux.panes();
    assertThat(events).isEmpty();
  }

  @Test
  void aDeathInASessionThatGoesOnIsToldByThePing() throws Exception {
    var pane = tmux.start(server.spec("claude-session-1", CAT));
    server.run("split-window", "-t", pane.id().value(), "--", "cat", "-u");
    ProcessHandle.of(pane.pid()).orElseThrow().destroyForcibly();
    assertThat(next()).isEqualTo("gone " + pane.id() + " claude-session-1");
    assertThat(tmux.panes()).isEmpty();
  }

  @Test
  void aKilledServerIsToldAndReplaced() throws Exception {
    var old = ByteLog.start(tmux, server, "claude-session-1").pane();
    TmuxServer.signal("KILL", server.pid());
    assertThat(next()).isEqualTo("server gone");
    var log = ByteLog.start(tmux, server, "claude-session-1");
    assertThat(next()).isEqualTo("gone " + old.id() + " claude-session-1");
    assertThat(next()).isEqualTo("server back");
    assertThat(log.pane().id()).isEqualTo(old.id()); // ids start anew: the pid tells them apart
    assertThatThrownBy(() -> old.type("x"))
        .isInstanceOfSatisfying(
            TmuxException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PANE_GONE));
    log.pane().type("y");
    assertThat(log.awaitLengthOf("y")).isEqualTo("y");
  }

  @Test
  void aLostConnectionKeepsThePanes() throws Exception {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    server.run("detach-client", "-a", "-s", "claude-bridge-hub");
    server.run("detach-client", "-s", "claude-bridge-hub");
    assertThat(next()).isEqualTo("server gone");
    assertThat(next()).isEqualTo("server back");
    log.pane().type("still here");
    assertThat(log.awaitLengthOf("still here")).isEqualTo("still here");
    assertThat(events).isEmpty();
  }

  @Test
  void theHubMayBeKilled() throws Exception {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    server.run("kill-session", "-t", "=claude-bridge-hub");
    log.pane().type("still here");
    assertThat(log.awaitLengthOf("still here")).isEqualTo("still here");
  }

  @Test
  void callsOnAFrozenServerEndAndItComesBack() throws Exception {
    var log = ByteLog.start(tmux, server, "claude-session-1");
    long pid = server.pid();
    TmuxServer.signal("STOP", pid);
    try {
      var call = CompletableFuture.runAsync(() -> log.pane().type("x"));
      assertThat(next()).isEqualTo("server gone");
      assertThatThrownBy(call::get)
          .hasCauseInstanceOf(TmuxException.class)
          .cause()
          .satisfies(e -> assertThat(((TmuxException) e).effectUnknown()).isTrue());
    } finally {
      TmuxServer.signal("CONT", pid);
    }
    assertThat(next()).isEqualTo("server back");
    await().until(() -> log.pane().screen().text().startsWith("READY"));
    assertThat(events).isEmpty();
  }

  @Test
  void aFailingListenerStopsNothing() throws Exception {
    tmux.close();
    tmux = Tmux.open(server.settings());
    tmux.listen(
        new Recorder() {
          @Override
          public void paneGone(PaneId pane, String session) {
            throw new IllegalStateException("on purpose");
          }
        });
    tmux.listen(new Recorder());
    tmux.kill(tmux.start(server.spec("claude-session-1", CAT)));
    assertThat(next()).startsWith("gone");
  }

  private String next() throws InterruptedException {
    return events.poll(15, TimeUnit.SECONDS);
  }

  private class Recorder implements TmuxListener {
    @Override
    public void paneGone(PaneId pane, String session) {
      events.add("gone " + pane + " " + session);
    }

    @Override
    public void serverGone() {
      events.add("server gone");
    }

    @Override
    public void serverBack() {
      events.add("server back");
    }
  }
}
