package io.github.claudebridge.access;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The word {@code %redact(...)} of Logback's patterns: whatever is in the brackets, the exception
 * included, is printed without secrets. Logback makes it, so the redactor is handed over aside.
 */
public final class RedactingConverter extends CompositeConverter<ILoggingEvent> {
  private static final AtomicReference<Redactor> redactor =
      new AtomicReference<>(new Redactor(List.of()));

  /** From now on also masks the secrets this redactor knows; shapes are masked from the start. */
  public static void use(Redactor known) {
    redactor.set(known);
  }

  @Override
  protected String transform(ILoggingEvent event, String in) {
    return redactor.get().redact(in);
  }
}
