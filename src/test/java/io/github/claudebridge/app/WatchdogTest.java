package io.github.claudebridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stuck is noticed, once, with a report; reports are bounded and hold no secret. */
class WatchdogTest {
  @TempDir private Path folder;
  private final SettableTime time = SettableTime.start();
  private final LastEvents events = new LastEvents();

  private CrashReports reports() {
    return new CrashReports(
        folder, time, new Redactor(List.of("the-secret-token-of-ours")), events);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  @Logs("is stuck")
  void aPartWithoutASignIsReportedOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    Map<String, Supplier<Future<?>>> parts = new ConcurrentHashMap<>();
    parts.put(
        "the good one",
        () -> {
          asked.incrementAndGet();
          return CompletableFuture.completedFuture(1);
        });
    parts.put("the bad one", () -> stuck);
    try (Watchdog dog = new Watchdog(() -> parts, reports(), Duration.ofMillis(200), null)) {
      dog.start();
      await().untilAsserted(() -> assertThat(files()).hasSize(1));
      int before = asked.get();
      await().until(() -> asked.get() > before + 10);
      assertThat(files()).as("told once").hasSize(1);
      assertThat(Files.readString(files().getFirst()))
          .startsWith("the bad one is stuck")
          .contains("--- threads", "WatchdogTest");
      stuck.complete(null);
    }
  }

  @Test
  @Logs("is stuck")
  void whereItIsStartedAgainABridgeThatStaysStuckEnds() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    Map<String, Supplier<Future<?>>> parts = Map.of("the bad one", () -> stuck);
    try (Watchdog dog =
        new Watchdog(() -> parts, reports(), Duration.ofMillis(100), ended::countDown)) {
      dog.start();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(files()).as("with a report").hasSize(1);
    }
  }

  @Test
  @Logs("is stuck")
  void whatGoesOnInTimeEndsNothing() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CompletableFuture<Void> slow = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    Map<String, Supplier<Future<?>>> parts =
        Map.of(
            "the slow one",
            () -> asked.incrementAndGet() == 1 ? slow : CompletableFuture.completedFuture(1));
    try (Watchdog dog =
        new Watchdog(() -> parts, reports(), Duration.ofSeconds(1), ended::countDown)) {
      dog.start();
      await().untilAsserted(() -> assertThat(files()).hasSize(1));
      slow.complete(null);
      await().until(() -> asked.get() > 10);
      assertThat(ended.getCount()).isEqualTo(1);
    }
  }

  @Test
  void aReportTellsWhatWentOnAndNoSecret() throws Exception {
    events.accept(new SessionEvent.StateChanged(3, time.instant(), "idle", "working", "private"));
    Thread waits = Thread.ofVirtual().name("a-virtual-one").start(() -> {
      synchronized (this) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    });
    Path file =
        reports().write("it broke", new IllegalStateException("with the-secret-token-of-ours"));
    waits.interrupt();
    String text = Files.readString(file);
    assertThat(text)
        .contains("it broke", "IllegalStateException", "session 3 StateChanged idle -> working")
        .contains("a-virtual-one", "java    " + Runtime.version())
        .doesNotContain("the-secret-token-of-ours", "private");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void onlyTheNewestReportsAreKept() throws Exception {
    CrashReports reports = reports();
    for (int i = 0; i < 14; i++) {
      time.pass(Duration.ofSeconds(1));
      reports.write("number " + i, null);
    }
    assertThat(files()).hasSize(10);
    assertThat(Files.readString(files().getFirst())).startsWith("number 4");
  }
}
