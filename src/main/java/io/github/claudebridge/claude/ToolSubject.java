package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a tool is about, in one line: the file, the command, the pattern. Everything in it
 * is hostile; it is flattened and bounded here, and masked where it is shown.
 */
final class ToolSubject {
  /** Long enough that a secret in it is seen whole before it is cut for a reader. */
  private static final int MOST = 2_000;

  private static final int SHORT_PATH = 2;

  private static final Set<String> CHANGE_FILES =
      Set.of("Edit", "MultiEdit", "Write", "NotebookEdit");

  /** The field that says it, for the tools that are known (2.1.329). */
  private static final Map<String, List<String>> FIELDS =
      Map.ofEntries(
          Map.entry("Bash", List.of("command")),
          Map.entry("Read", List.of("file_path")),
          Map.entry("Edit", List.of("file_path")),
          Map.entry("MultiEdit", List.of("file_path")),
          Map.entry("Write", List.of("file_path")),
          Map.entry("NotebookEdit", List.of("notebook_path")),
          Map.entry("Glob", List.of("pattern")),
          Map.entry("Grep", List.of("pattern")),
          Map.entry("WebFetch", List.of("url")),
          Map.entry("WebSearch", List.of("query")),
          Map.entry("Agent", List.of("description")),
          Map.entry("Task", List.of("description")),
          Map.entry("Skill", List.of("skill", "command")),
          Map.entry("TaskCreate", List.of("subject")),
          Map.entry("TodoWrite", List.of()),
          Map.entry("TaskUpdate", List.of()));

  private ToolSubject() {}

  /** The subject of a call; empty where there is none to tell. */
  static String of(String tool, JsonNode input, String cwd) {
    List<String> known = FIELDS.get(tool);
    if (known == null) {
      for (JsonNode value : input) {
        if (value.isTextual() && !value.asText().isBlank()) {
          return line(value.asText());
        }
      }
      return "";
    }
    for (String field : known) {
      String value = input.path(field).asText();
      if (!value.isBlank()) {
        return field.endsWith("_path") ? path(value, cwd) : line(value);
      }
    }
    return "";
  }

  /** The file that such a call changes, or null. */
  static @Nullable String changed(String tool, JsonNode input) {
    String file = input.path("file_path").asText(input.path("notebook_path").asText());
    return CHANGE_FILES.contains(tool) && !file.isBlank() ? line(file) : null;
  }

  /** Relative to where the agent is, or its last two names. */
  private static String path(String value, String cwd) {
    try {
      Path path = Path.of(line(value)).normalize();
      if (!cwd.isEmpty() && path.startsWith(Path.of(cwd)) && !path.equals(Path.of(cwd))) {
        return Path.of(cwd).relativize(path).toString();
      }
      int names = path.getNameCount();
      return names > SHORT_PATH ? "…/" + path.subpath(names - SHORT_PATH, names) : path.toString();
    } catch (InvalidPathException hostile) {
      return line(value);
    }
  }

  /** The text in one line. */
  static String line(String text) {
    String start = text.substring(0, Math.min(text.length(), MOST));
    return start.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
