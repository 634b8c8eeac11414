package io.github.claudebridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.slf4j.LoggerFactory;

/** A warning that is not declared fails its test. */
class LogWatchTest {

  /** Run by the test below alone: the names of nested classes like this are not picked up. */
  static final class Cases {
    @Test
    void undeclared() {
      LoggerFactory.getLogger(LogWatch.class).warn("on purpose: a warning of a test");
    }

    @Test
    @Logs("on purpose")
    void declared() {
      LoggerFactory.getLogger(LogWatch.class).warn("on purpose: a warning of a test");
    }

    @Test
    void quiet() {
      LoggerFactory.getLogger(LogWatch.class).info("nothing to see");
    }
  }

  @Test
  @Logs("on purpose")
  void onlyWhatIsDeclaredMayBeLogged() {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Cases.class)).build();
    LauncherFactory.create().execute(request, listener);

    listener.getSummary().printTo(new PrintWriter(java.io.Writer.nullWriter()));
    assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(2);
    assertThat(listener.getSummary().getFailures())
        .singleElement()
        .matches(f -> f.getTestIdentifier().getDisplayName().startsWith("undeclared"))
        .matches(f -> f.getException().getMessage().contains("without @Logs"));
  }
}
