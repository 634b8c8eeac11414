package io.github.claudebridge.access;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last lines of the log, kept in memory for whoever has to tell what happened before a crash.
 * They are written as in the log, secrets masked.
 */
public final class RecentLog extends AppenderBase<ILoggingEvent> {
  private static final int MOST = 200;
  private static final int LONGEST = 4_000;
  private static final ArrayDeque<String> LINES = new ArrayDeque<>(MOST);

  private final PatternLayout layout = new PatternLayout();
  private @Nullable String pattern;

  /** The last lines, the oldest first. */
  public static List<String> lines() {
    synchronized (LINES) {
      return List.copyOf(LINES);
    }
  }

  /** Logback hands over the pattern of a line. */
  public void setPattern(String wanted) {
    pattern = wanted;
  }

  @Override
  public void start() {
    layout.setContext(getContext());
    layout.getInstanceConverterMap().put("redact", RedactingConverter::new);
    layout.getInstanceConverterMap().put("keys", KeysConverter::new);
    layout.setPattern(pattern);
    layout.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    String line = layout.doLayout(event).stripTrailing();
    synchronized (LINES) {
      if (LINES.size() == MOST) {
        LINES.removeFirst();
      }
      LINES.addLast(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }
  }
}
