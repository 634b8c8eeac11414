package io.github.claudebridge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.testing.Logs;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sample brings about; on a real store, which can be made to refuse. */
class MonitorTest {
  private final SettableTime time = SettableTime.start();
  private TempStore store;
  private PostStore posts;
  private Monitor monitor;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(time);
    posts = new PostStore(store.database(), time);
    Settings.Monitor settings =
        new Settings.Monitor(
            Duration.ofMinutes(5), Duration.ofDays(7), "local-1", 100, 100, 1, Duration.ZERO);
    monitor =
        new Monitor(
            new Monitor.Parts(
                settings,
                new OshiMachine(store.folder()),
                new Metrics(),
                new MetricStore(store.database()),
                store.folder().resolve("metrics.json"),
                List::of,
                new Outbox(posts, 20),
                new Words(Locale.ENGLISH),
                channel -> 1,
                Optional::empty,
                time));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Test
  @Logs("full**")
  void anAlertIsToldOnce() {
    monitor.sample();
    time.pass(Duration.ofMinutes(5));
    monitor.sample();
    assertThat(alerts()).hasSize(1);
    assertThat(monitor.latest(Sample.HOST).orElseThrow().value(Measure.GATEWAY_READY))
        .as("no token, so nothing to be ready")
        .isEmpty();
  }

  @Test
  @Logs({"full**", "could not be taken or kept"})
  void anAlertThatTheStoreDoesNotTakeIsToldOnceItDoes() {
    order(
        "CREATE TRIGGER full BEFORE INSERT ON post BEGIN SELECT RAISE(ABORT, 'no room'); END");
    monitor.sample();
    time.pass(Duration.ofMinutes(5));
    monitor.sample();
    assertThat(alerts()).isEmpty();
    order("DROP TRIGGER full");
    time.pass(Duration.ofMinutes(5));
    monitor.sample();
    time.pass(Duration.ofMinutes(5));
    monitor.sample();
    assertThat(alerts()).hasSize(1);
    assertThat(monitor.since(time.instant().minus(Duration.ofMinutes(6)), null)).hasSize(2);
  }

  private List<String> alerts() {
    return posts.newest(1, 10).stream().map(p -> p.body().text()).toList();
  }

  private void order(String sql) {
    store.database().write(h -> h.execute(sql));
  }
}
