package io.github.claudebridge.access;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.regex.Pattern;

/**
 * Lets through what is logged on behalf of a session, that is with its number as {@code session}.
 */
public final class SessionLogFilter extends Filter<ILoggingEvent> {
  /** The key of the session's number in the MDC. */
  public static final String KEY = "session";

  /** The number becomes part of a file's name, so it has to be one. */
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,2}");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    var session = event.getMDCPropertyMap().get(KEY);
    return session != null && NUMBER.matcher(session).matches()
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }
}
