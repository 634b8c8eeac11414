package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.sift.SiftingAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.status.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path logs;

  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

  /** The bridge's own configuration, on these files. */
  private void configure() throws Exception {
    context.setMDCAdapter(mdc);
    context.putProperty("bridge.logs", logs.toString());
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(each -> each.getLevel() > Status.INFO)
        .isEmpty();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void aFileForEachDayPackedAndKeptForSoManyDays() throws Exception {
    context.putProperty("bridge.log.keep-days", "3");
    configure();
    mdc.put("session", "7");
    var log = context.getLogger("io.github.claudebridge.Some");
    log.info("opens the files");
    for (int day = 0; day < 8; day++) {
      dawns(day);
      log.info("said on day {}", day);
      for (String name : List.of("bridge", "session_7")) { // packed beside what goes on
        Path before = logs.resolve(name + ".2126-11-" + (9 + day) + ".0.log.gz");
        if (day > 0) {
          await().atMost(SOON).until(() -> Files.exists(before) && !unpacked(before).isEmpty());
          assertThat(unpacked(before)).contains("said on day " + (day - 1)).hasLineCount(1);
        }
      }
    }
    assertThat(logs.resolve("bridge.log")).content().contains("said on day 7").hasLineCount(1);
    AtomicInteger day = new AtomicInteger(8);
    await()
        .atMost(SOON)
        .until(
            () -> {
              if (packed("bridge.2126") == 3 && packed("session_7.2126") == 3) {
                return true;
              }
              dawns(day.getAndIncrement()); // removed beside what is packed, so perhaps tomorrow
              log.info("another day");
              return false;
            });
    assertThat(day.get()).as("days until the files are as few as they should be").isLessThan(12);
  }

  private void dawns(int day) {
    long now = Instant.parse("2126-11-10T12:00:00Z").plus(Duration.ofDays(day)).toEpochMilli();
    policies().forEach(p -> p.getTimeBasedFileNamingAndTriggeringPolicy().setCurrentTime(now));
  }

  @Test
  void aFileThatGetsTooLargeIsPackedAndNothingOfItIsLost() throws Exception {
    context.putProperty("bridge.log.size", "20KB");
    configure();
    var log = context.getLogger("io.github.claudebridge.Some");
    long noon = Instant.parse("2126-11-10T12:00:00Z").toEpochMilli();
    for (int minute = 0; minute < 6; minute++) { // the size is looked at once in a minute
      long now = noon + minute * 61_000L;
      policies().forEach(p -> p.getTimeBasedFileNamingAndTriggeringPolicy().setCurrentTime(now));
      for (int i = 0; i < 200; i++) {
        log.info("line {} of a log that grows and grows and grows and grows", minute * 200 + i);
      }
    }
    context.stop(); // waits for what is being packed
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(logs)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".gz")).sorted().toList()) {
        all.append(unpacked(file));
      }
    }
    assertThat(packed("bridge.")).isGreaterThan(2);
    all.append(Files.readString(logs.resolve("bridge.log")));
    List<String> numbers =
        all.toString().lines().map(l -> l.replaceAll(".* line (\\d+) of .*", "$1")).toList();
    assertThat(numbers).isEqualTo(IntStream.range(0, 1_200).mapToObj(Integer::toString).toList());
  }

  private List<SizeAndTimeBasedRollingPolicy<?>> policies() {
    List<SizeAndTimeBasedRollingPolicy<?>> all = new ArrayList<>();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    add(all, root.getAppender("BRIDGE"));
    SiftingAppender sifting = (SiftingAppender) root.getAppender("SESSION");
    for (Appender<ILoggingEvent> each : sifting.getAppenderTracker().allComponents()) {
      add(all, each);
    }
    return all;
  }

  private static void add(
      List<SizeAndTimeBasedRollingPolicy<?>> all, Appender<ILoggingEvent> appender) {
    all.add(
        (SizeAndTimeBasedRollingPolicy<?>)
            ((RollingFileAppender<ILoggingEvent>) appender).getRollingPolicy());
  }

  private long packed(String start) throws IOException {
    try (var files = Files.list(logs)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.startsWith(start) && name.endsWith(".gz"))
          .count();
    }
  }

  /** What is in a packed file; empty while it is being packed. */
  private static String unpacked(Path file) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (EOFException notAllThere) {
      return "";
    }
  }

  @Test
  void theBridgeAndEachSessionHaveAFileWithoutSecrets() throws Exception {
    configure();
    RedactingConverter.use(new Redactor(List.of("canary-in-the-mine")));
    var log = context.getLogger("io.github.claudebridge.Some");
    try {
      log.info("for all");
      mdc.put("session", "7");
      log.warn(
          "two\nlines canary-in-the-mine",
          new IllegalStateException("key sk-ant-" + "y".repeat(20)));
      mdc.put("session", "../evil");
      log.info("odd");
    } finally {
      context.stop();
      RedactingConverter.use(new Redactor(List.of()));
    }
    var bridge = Files.readString(logs.resolve("bridge.log"));
    var session = Files.readString(logs.resolve("session_7.log"));
    assertThat(bridge).contains("for all", session, "odd");
    assertThat(session)
        .contains("WARN ", " Some session=7 - two | lines ‹redacted›\n")
        .contains("IllegalStateException: key ‹redacted›")
        .doesNotContain("canary", "sk-ant", "for all");
    assertThat(session.lines().filter(each -> each.contains("IllegalState"))).hasSize(1);
    assertThat(bridge.lines().findFirst().orElseThrow()).endsWith("Some - for all");
    try (var files = Files.list(logs)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("bridge.log", "recovery.log", "session_7.log");
    }
  }
}
