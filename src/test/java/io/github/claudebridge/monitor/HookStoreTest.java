package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Hooks are kept as they were said, the newest, and never hold anybody up. */
class HookStoreTest {
  private final SettableTime time = SettableTime.start();
  private final Metrics metrics = new Metrics();
  private TempStore store;
  private HookStore hooks;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    hooks = new HookStore(store.database(), time, metrics);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void stored(int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(metrics.text())
                    .contains("claude_bridge_hooks_stored_total %d.0".formatted(count)));
  }

  private static String hook(Object value) {
    return Json.write(Json.object().put("hook_event_name", "Stop").putPOJO("x", value));
  }

  @Test
  void comeBackAsTheyWereSaidInOrder() throws Exception {
    for (int i = 0; i < 600; i++) {
      hooks.add(1 + i % 2, hook("言 " + i));
    }
    stored(600);
    List<HookStore.Hook> two = hooks.lately(2, 1_000);
    assertThat(two).hasSize(300);
    for (int i = 0; i < two.size(); i++) {
      assertThat(two.get(i).body()).isEqualTo(hook("言 " + (2 * i + 1)));
      assertThat(two.get(i).at()).isEqualTo(time.instant());
    }
    assertThat(hooks.lately(2, 2)).isEqualTo(two.subList(298, 300));
    assertThat(hooks.lately(3, 2)).isEmpty();
  }

  @Test
  void onlyTheNewestOfASessionAreKept() throws Exception {
    hooks.add(2, hook("of another"));
    for (int i = 0; i < 3 * HookStore.KEPT; i++) {
      hooks.add(1, hook(i));
    }
    stored(3 * HookStore.KEPT + 1);
    List<HookStore.Hook> kept = hooks.lately(1, 2 * HookStore.KEPT);
    assertThat(kept).hasSizeBetween(HookStore.KEPT, HookStore.KEPT + 100);
    assertThat(kept.getLast().body()).isEqualTo(hook(3 * HookStore.KEPT - 1));
    assertThat(hooks.lately(2, 1)).hasSize(1);
  }

  @Test
  void ofALongOneLongStringsAreCutAndTheRestStays() throws Exception {
    String said =
        Json.write(
            Json.object()
                .put("hook_event_name", "PostToolUse")
                .putPOJO("tool_response", List.of("x".repeat(900_000), "short"))
                .put("duration_ms", 7));
    hooks.add(1, said);
    stored(1);
    String body = hooks.lately(1, 1).getFirst().body();
    assertThat(body).hasSizeLessThan(2_000);
    JsonNode kept = Json.parse(body);
    assertThat(kept.path("hook_event_name").asText()).isEqualTo("PostToolUse");
    assertThat(kept.path("tool_response").path(0).asText()).isEqualTo("x".repeat(1_000));
    assertThat(kept.path("tool_response").path(1).asText()).isEqualTo("short");
    assertThat(kept.path("duration_ms").asInt()).isEqualTo(7);
  }

  @Test
  void ofOneWithVeryManyStringsWhatItIsAboutIsKept() throws Exception {
    String said =
        Json.write(
            Json.object()
                .put("hook_event_name", "PreToolUse")
                .putPOJO("tool_input", "word ".repeat(50_000).split(" ")));
    hooks.add(1, said);
    stored(1);
    assertThat(hooks.lately(1, 1).getFirst().body())
        .isEqualTo("{\"hook_event_name\":\"PreToolUse\"}");
  }

  @Test
  @Logs("hooks are taken, but not stored")
  void nobodyWaitsForADiskThatHangsAndWhatWaitsIsBounded() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch hung = new CountDownLatch(1);
    Thread disk =
        Thread.startVirtualThread(
            () ->
                store
                    .database()
                    .write(
                        h -> {
                          hung.countDown();
                          hangs.await();
                          return null;
                        }));
    assertThat(hung.await(10, TimeUnit.SECONDS)).isTrue();
    String long4k = hook("x".repeat(4_000));
    long before = System.nanoTime();
    for (int i = 0; i < 5_000; i++) {
      hooks.add(1, long4k);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    hangs.countDown();
    disk.join();
    hooks.close();
    hooks.add(1, hook("after it"));
    hooks.close();
    List<HookStore.Hook> kept = hooks.lately(1, 2);
    assertThat(kept.getLast().body()).isEqualTo(hook("after it"));
    assertThat(kept.getFirst().body()).isEqualTo(long4k);
    assertThat(kept.getLast().id()).as("as many as fit").isBetween(4_000L, 4_300L);
  }

  @Test
  void whatHasComeIsStoredWhenTheBridgeStops() {
    for (int i = 0; i < 300; i++) {
      hooks.add(1, hook(i));
    }
    hooks.close();
    assertThat(hooks.lately(1, 300)).hasSize(300);
  }

  @Test
  @Logs("hooks are taken, but not stored")
  void aStoreThatCannotBeWrittenIsToldOnceAndNobodyIsHeldUp() throws Exception {
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    Logger logger = (Logger) LoggerFactory.getLogger(HookStore.class);
    logger.addAppender(told);
    store.database().write(h -> h.execute("ALTER TABLE hook RENAME TO away"));
    hooks.add(1, hook(1));
    hooks.close();
    hooks.add(1, hook(2));
    hooks.close();
    store.database().write(h -> h.execute("ALTER TABLE away RENAME TO hook"));
    hooks.add(1, hook(3));
    hooks.close();
    logger.detachAppender(told);
    assertThat(told.list).hasSize(1);
    assertThat(hooks.lately(1, 10)).extracting(HookStore.Hook::body).containsExactly(hook(3));
  }
}
