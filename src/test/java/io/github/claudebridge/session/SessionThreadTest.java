package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class SessionThreadTest {
  @Test
  void whatItLogsIsTheSessions() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    SessionThread.start(
        "recovery",
        7,
        () -> seen.complete(Thread.currentThread().getName() + " " + MDC.get("session")));
    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("recovery-7 7");
    assertThat(MDC.get("session")).isNull();
  }
}
