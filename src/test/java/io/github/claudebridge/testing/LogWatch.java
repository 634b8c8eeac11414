package io.github.claudebridge.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a unit test in which the program logs at WARN or above without the test declaring it with
 * {@link Logs}: a warning nobody expects is a finding. Journeys are left alone, since the machine
 * they run on has its own troubles.
 */
public final class LogWatch implements BeforeEachCallback, AfterEachCallback {
  private static final String OURS = "io.github.claudebridge";

  private static final class Collector extends AppenderBase<ILoggingEvent> {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        seen.add(event.getFormattedMessage());
      }
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (context.getRequiredTestClass().getSimpleName().endsWith("IT")) {
      return;
    }
    Collector collector = new Collector();
    collector.start();
    ours().addAppender(collector);
    store(context).put(Collector.class, collector);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Collector collector = store(context).remove(Collector.class, Collector.class);
    if (collector == null) {
      return;
    }
    ours().detachAppender(collector);
    List<String> declared = declared(context);
    List<String> unexpected =
        collector.seen.stream().filter(m -> declared.stream().noneMatch(m::contains)).toList();
    if (!unexpected.isEmpty() && context.getExecutionException().isEmpty()) {
      throw new AssertionError(
          "logged at WARN or above without @Logs saying so: " + String.join(" | ", unexpected));
    }
  }

  private static List<String> declared(ExtensionContext context) {
    List<String> parts = new ArrayList<>();
    Stream.concat(
            context.getTestMethod().map(m -> m.getAnnotation(Logs.class)).stream(),
            Stream.<Class<?>>iterate(
                    context.getRequiredTestClass(), c -> c != null, Class::getEnclosingClass)
                .map(c -> c.getAnnotation(Logs.class)))
        .filter(logs -> logs != null)
        .forEach(logs -> parts.addAll(List.of(logs.value())));
    return parts;
  }

  private static Logger ours() {
    return (Logger) LoggerFactory.getLogger(OURS);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(LogWatch.class, context.getUniqueId()));
  }
}
