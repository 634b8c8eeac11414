package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.HookEvent.ToolFinished;
import java.util.List;

/** How a call of a tool went, in one short line made of what the tool gave back. */
final class ToolOutcome {
  /** How much of an output is looked at for its last line. */
  private static final int LOOK = 20_000;

  private ToolOutcome() {}

  /** One line; empty where there is nothing worth telling. */
  static String of(ToolFinished event) {
    String error = event.error();
    if (error != null) {
      return firstLine(error);
    }
    JsonNode response = event.response();
    if (response.isTextual()) {
      return lastLine(response.asText());
    }
    if (response.path("stdout").isTextual()) {
      String out = lastLine(response.path("stdout").asText());
      return out.isEmpty() ? lastLine(response.path("stderr").asText()) : out;
    }
    if (response.path("structuredPatch").isArray() && !response.path("structuredPatch").isEmpty()) {
      return patch(response.path("structuredPatch"));
    }
    for (String count : List.of("numLines", "numFiles", "totalLines")) {
      JsonNode value = response.findPath(count);
      if (value.isIntegralNumber()) {
        return value.asLong() + (count.endsWith("Files") ? " files" : " lines");
      }
    }
    return "";
  }

  private static String patch(JsonNode hunks) {
    int added = 0;
    int removed = 0;
    for (JsonNode hunk : hunks) {
      for (JsonNode line : hunk.path("lines")) {
        added += line.asText().startsWith("+") ? 1 : 0;
        removed += line.asText().startsWith("-") ? 1 : 0;
      }
    }
    return "+" + added + " −" + removed;
  }

  private static String firstLine(String text) {
    String start = text.substring(0, Math.min(text.length(), LOOK));
    return ToolSubject.line(
        start.lines().filter(line -> !line.isBlank()).findFirst().orElse(""));
  }

  private static String lastLine(String text) {
    String end = text.substring(Math.max(0, text.length() - LOOK));
    return ToolSubject.line(
        end.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse(""));
  }
}
