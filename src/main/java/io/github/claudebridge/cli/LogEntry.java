package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a log as a JSON object: {@code at}, {@code level}, {@code thread}, {@code logger},
 * the keys of the entry, {@code words}, and {@code trace} where lines of an exception follow.
 */
final class LogEntry {
  private static final Pattern LINE =
      Pattern.compile(
          "^\\S++ (TRACE|DEBUG|INFO|WARN|ERROR) ++\\[(.*?)\\] ([\\w$.]++)"
              + "((?: [a-z][a-z-]*+=(?:\"(?:[^\"\\\\]|\\\\.)*+\"|\\S++))*+) - (.*)$");
  private static final Pattern KEY =
      Pattern.compile(" ([a-z][a-z-]*+)=(\"(?:[^\"\\\\]|\\\\.)*+\"|\\S++)");
  private static final int MOST_TRACE = 2_000;

  private final ObjectNode object;
  private final List<String> trace = new ArrayList<>();

  private LogEntry(ObjectNode object) {
    this.object = object;
  }

  /**
   * The entry that begins with a line.
   *
   * @param at when it was written, or null where that is not known
   */
  static LogEntry of(String line, @Nullable Instant at) {
    ObjectNode object = Json.object();
    object.put("at", at == null ? null : at.toString());
    var match = LINE.matcher(line);
    if (!match.matches()) {
      object.put("words", line);
      return new LogEntry(object);
    }
    object.put("level", match.group(1).toLowerCase(java.util.Locale.ROOT));
    object.put("thread", match.group(2));
    object.put("logger", match.group(3));
    var keys = KEY.matcher(match.group(4));
    while (keys.find()) {
      object.put(keys.group(1), plain(keys.group(2)));
    }
    object.put("words", match.group(5));
    return new LogEntry(object);
  }

  /** A line that goes on with it. */
  void goesOn(String line) {
    if (trace.size() < MOST_TRACE) {
      trace.add(line);
    }
  }

  String json() {
    if (!trace.isEmpty()) {
      object.put("trace", String.join("\n", trace));
    }
    return Json.write(object);
  }

  private static String plain(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    try {
      return Json.parse(value).asText();
    } catch (BadJsonException cut) {
      return value;
    }
  }
}
