package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a tool would do, as a person wants to read it before they say yes. Nothing of the input
 * is left out: what has no place of its own here is listed below.
 *
 * @param purpose what the agent says it is for, or null
 * @param target the file or address it is about, or null
 * @param text the command, the change, or the whole input
 * @param language how Discord is to colour the text; may be empty
 */
record ToolDetail(@Nullable String purpose, @Nullable String target, String text, String language) {

  static ToolDetail of(String tool, JsonNode in) {
    return switch (tool) {
      case "Bash" ->
          new ToolDetail(
              text(in, "description"),
              null,
              in.path("command").asText() + rest(in, "# ", Set.of("command", "description")),
              "sh");
      case "Write" ->
          new ToolDetail(
              null,
              text(in, "file_path"),
              in.path("content").asText() + rest(in, "", Set.of("file_path", "content")),
              "");
      case "Edit" ->
          new ToolDetail(
              null,
              text(in, "file_path"),
              change(in) + rest(in, "", Set.of("file_path", "old_string", "new_string")),
              "diff");
      case "MultiEdit" -> edits(in);
      default -> plain(in);
    };
  }

  private static ToolDetail edits(JsonNode in) {
    StringBuilder all = new StringBuilder();
    for (JsonNode edit : in.path("edits")) {
      all.append(all.isEmpty() ? "" : "\n@@\n").append(change(edit));
      all.append(rest(edit, "", Set.of("old_string", "new_string")));
    }
    return new ToolDetail(
        null,
        text(in, "file_path"),
        all + rest(in, "", Set.of("file_path", "edits")),
        "diff");
  }

  private static ToolDetail plain(JsonNode in) {
    String only = in.size() == 1 ? in.elements().next().asText("") : "";
    String target = null;
    for (String name : List.of("file_path", "notebook_path", "path", "url")) {
      target = target == null ? text(in, name) : target;
    }
    return only.isEmpty() || !only.equals(target)
        ? new ToolDetail(null, target, in.isEmpty() ? "" : Json.pretty(in), "json")
        : new ToolDetail(null, target, "", "");
  }

  private static String change(JsonNode edit) {
    String gone = marked("- ", edit.path("old_string").asText());
    String here = marked("+ ", edit.path("new_string").asText());
    return gone.isEmpty() || here.isEmpty() ? gone + here : gone + "\n" + here;
  }

  private static String marked(String mark, String text) {
    return text.isEmpty()
        ? ""
        : text.lines().map(line -> mark + line).collect(Collectors.joining("\n"));
  }

  private static String rest(JsonNode in, String mark, Set<String> known) {
    return in.properties().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .map(entry -> "\n" + mark + entry.getKey() + ": " + Json.write(entry.getValue()))
        .collect(Collectors.joining());
  }

  private static @Nullable String text(JsonNode in, String name) {
    return in.path(name).isTextual() ? in.path(name).asText() : null;
  }
}
