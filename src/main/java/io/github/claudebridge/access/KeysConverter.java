package io.github.claudebridge.access;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * The word {@code %keys} of Logback's patterns: what a line is about, as {@code key=value} each
 * after a space, first of all the session of the thread. They stand before the words of the line,
 * and a value that is not plain is quoted, so that nothing that people wrote can pass for a key.
 */
public final class KeysConverter extends ClassicConverter {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@+-]{1,120}");
  private static final int MOST = 300;

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder keys = new StringBuilder();
    add(keys, SessionLogFilter.KEY, event.getMDCPropertyMap().get(SessionLogFilter.KEY));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        add(keys, pair.key, pair.value);
      }
    }
    return keys.toString();
  }

  private static void add(
      StringBuilder keys, String key, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      keys.append(' ').append(key).append('=').append(form(value.toString()));
    }
  }

  private static String form(String value) {
    if (PLAIN.matcher(value).matches()) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .limit(MOST)
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
