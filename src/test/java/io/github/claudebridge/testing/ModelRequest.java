package io.github.claudebridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One request that Claude Code made of the Messages API, with the views a test asks for.
 *
 * @param path path and query, for example {@code /v1/messages?beta=true}
 * @param headers names in lower case; never holds the key ({@code x-api-key}, {@code
 *     authorization} are left out)
 * @param body the JSON as sent
 */
public record ModelRequest(String path, Map<String, String> headers, JsonNode body) {

  /** An image as the model would see it. */
  public record Image(String mediaType, byte[] bytes) {}

  /** What a tool gave back to the model. */
  public record ToolResult(String toolUseId, String text, boolean error) {}

  /**
   * True for a request of the conversation (or of a sub-agent's), false for side requests.
   *
   * <p>Every request of the conversation offers tools; Claude Code 2.1.329 and 2.1.197 send none
   * with quota probes and title generation. A compaction asks for a summary with tools offered, so
   * it is told apart by {@link #compaction()}.
   */
  public boolean conversation() {
    return !body.path("tools").isEmpty() && !compaction();
  }

  /** True when Claude Code asks for a summary to go on from ({@code /compact}). */
  public boolean compaction() {
    String asked = lastUserText();
    return asked.startsWith("CRITICAL: Respond with TEXT ONLY")
        || asked.contains("create a detailed summary of");
  }

  /** True when the answer is awaited as server-sent events. */
  public boolean streaming() {
    return body.path("stream").asBoolean();
  }

  /** The model asked for. */
  public String model() {
    return body.path("model").asText();
  }

  /** All blocks of the system prompt, joined by a newline. */
  public String systemPrompt() {
    return String.join("\n", texts(body.path("system")));
  }

  /**
   * What the user wrote since the model last spoke, in order, without Claude Code's own reminders;
   * several when prompts were queued.
   */
  public List<String> userTexts() {
    return lastTurn().stream()
        .filter(message -> message.path("role").asText().equals("user"))
        .flatMap(message -> texts(message.path("content")).stream())
        .filter(text -> !text.startsWith("<system-reminder>"))
        .toList();
  }

  /** The last of {@link #userTexts()}, or an empty string. */
  public String lastUserText() {
    List<String> texts = userTexts();
    return texts.isEmpty() ? "" : texts.getLast();
  }

  /**
   * What stands beside the user's words in the last turn: reminders, hook context, the environment
   * (2.1.329 sends these as messages of the role {@code system} or as {@code <system-reminder>}).
   */
  public List<String> contextTexts() {
    return lastTurn().stream()
        .flatMap(
            message ->
                texts(message.path("content")).stream()
                    .filter(
                        text ->
                            message.path("role").asText().equals("system")
                                || text.startsWith("<system-reminder>")))
        .toList();
  }

  /** The images of the last turn, those inside tool results too. */
  public List<Image> images() {
    List<Image> found = new ArrayList<>();
    for (JsonNode message : lastTurn()) {
      for (JsonNode block : message.path("content").findParents("media_type")) {
        if (block.path("type").asText().equals("base64")) {
          byte[] bytes = Base64.getDecoder().decode(block.path("data").asText());
          found.add(new Image(block.path("media_type").asText(), bytes));
        }
      }
    }
    return List.copyOf(found);
  }

  /** The tool results of the last turn. */
  public List<ToolResult> toolResults() {
    List<ToolResult> found = new ArrayList<>();
    for (JsonNode message : lastTurn()) {
      for (JsonNode block : message.path("content")) {
        if (block.path("type").asText().equals("tool_result")) {
          found.add(
              new ToolResult(
                  block.path("tool_use_id").asText(),
                  String.join("\n", texts(block.path("content"))),
                  block.path("is_error").asBoolean()));
        }
      }
    }
    return List.copyOf(found);
  }

  /** A header by its lower-case name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The messages after the assistant's last one. */
  private List<JsonNode> lastTurn() {
    List<JsonNode> turn = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      if (message.path("role").asText().equals("assistant")) {
        turn.clear();
      } else {
        turn.add(message);
      }
    }
    return turn;
  }

  private static List<String> texts(JsonNode content) {
    if (content.isTextual()) {
      return List.of(content.asText());
    }
    List<String> found = new ArrayList<>();
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("text")) {
        found.add(block.path("text").asText());
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return "ModelRequest[%s %s, user: %s, tool results: %s, images: %d]"
        .formatted(
            path,
            model(),
            userTexts(),
            toolResults().stream().map(ToolResult::text).collect(Collectors.joining(" | ")),
            images().size());
  }
}
