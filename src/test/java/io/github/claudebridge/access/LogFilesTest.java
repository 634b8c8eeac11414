package io.github.claudebridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir Path logs;

  @Test
  void theBridgeAndEachSessionHaveAFileWithoutSecrets() throws Exception {
    var context = new LoggerContext();
    var mdc = new LogbackMDCAdapter();
    context.setMDCAdapter(mdc);
    context.putProperty("bridge.logs", logs.toString());
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(each -> each.getLevel() > Status.INFO)
        .isEmpty();
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
