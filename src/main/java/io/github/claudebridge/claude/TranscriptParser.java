package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.TranscriptLine.AssistantText;
import io.github.claudebridge.claude.TranscriptLine.Enqueued;
import io.github.claudebridge.claude.TranscriptLine.Interrupted;
import io.github.claudebridge.claude.TranscriptLine.Other;
import io.github.claudebridge.claude.TranscriptLine.ToolResult;
import io.github.claudebridge.claude.TranscriptLine.ToolUse;
import io.github.claudebridge.claude.TranscriptLine.TurnEnded;
import io.github.claudebridge.claude.TranscriptLine.Usage;
import io.github.claudebridge.claude.TranscriptLine.UserPrompt;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns one line of a transcript into {@link TranscriptLine}s; never throws. */
final class TranscriptParser {
  private static final String INTERRUPTED = "[Request interrupted by user";

  /** What Claude Code writes as a user line although no person said it. */
  private static final Pattern WRAPPER =
      Pattern.compile(
          "^\\s*<(command-name|command-message|command-args|local-command-caveat"
              + "|local-command-stdout|local-command-stderr|bash-input|bash-stdout|bash-stderr"
              + "|task-notification|system-reminder)\\b.*",
          Pattern.DOTALL);

  private static final Set<String> TERMINAL = Set.of("typed", "queued");

  private TranscriptParser() {}

  static List<TranscriptLine> parse(String line) {
    JsonNode json;
    try {
      json = Json.parse(line);
    } catch (BadJsonException hostile) {
      return List.of(new Other("unreadable"));
    }
    String type = json.path("type").asText("unreadable");
    if (json.path("isSidechain").asBoolean()) {
      List<TranscriptLine> other = List.of(new Other(type));
      return type.equals("assistant") ? withUsage(json.path("message"), other) : other;
    }
    List<TranscriptLine> lines =
        switch (type) {
          case "user" -> user(json);
          case "assistant" -> assistant(json);
          case "attachment" -> attachment(json);
          case "system" -> system(json);
          case "queue-operation" -> queued(json);
          default -> List.of();
        };
    List<TranscriptLine> told = lines.isEmpty() ? List.of(new Other(type)) : lines;
    return type.equals("assistant") ? withUsage(json.path("message"), told) : told;
  }

  private static List<TranscriptLine> withUsage(JsonNode message, List<TranscriptLine> lines) {
    JsonNode usage = message.path("usage");
    long written = usage.path("output_tokens").asLong();
    if (written <= 0) {
      return lines;
    }
    List<TranscriptLine> all = new ArrayList<>();
    Double dollars = Prices.dollars(message.path("model").asText(), usage);
    all.add(new Usage(message.path("id").asText(), written, dollars));
    all.addAll(lines);
    return all;
  }

  private static List<TranscriptLine> user(JsonNode json) {
    JsonNode content = json.path("message").path("content");
    List<TranscriptLine> results = new ArrayList<>();
    for (JsonNode block : content.isArray() ? content : Json.array()) {
      if (block.path("type").asText().equals("tool_result")) {
        results.add(
            new ToolResult(block.path("tool_use_id").asText(), block.path("is_error").asBoolean()));
      }
    }
    String text = text(content);
    if (!results.isEmpty() || text == null) {
      return results;
    }
    String uuid = json.path("uuid").asText();
    if (text.startsWith(INTERRUPTED)) {
      return List.of(new Interrupted(uuid));
    }
    JsonNode promptId = json.path("promptId");
    if (OwnPrompt.is(text) && promptId.isTextual()) {
      return List.of(new TranscriptLine.OwnPrompt(promptId.textValue(), text));
    }
    boolean ours =
        json.path("isMeta").asBoolean()
            || json.path("isCompactSummary").asBoolean()
            || json.path("isVisibleInTranscriptOnly").asBoolean()
            || !human(json.path("origin"))
            || WRAPPER.matcher(text).matches();
    if (ours) {
      return List.of();
    }
    return List.of(
        new UserPrompt(
            uuid,
            promptId.isTextual() ? promptId.textValue() : null,
            text,
            json.path("timestamp").asText(),
            TERMINAL.contains(json.path("promptSource").asText("typed"))));
  }

  private static List<TranscriptLine> assistant(JsonNode json) {
    JsonNode message = json.path("message");
    String uuid = json.path("uuid").asText();
    List<TranscriptLine> lines = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      switch (block.path("type").asText()) {
        case "text" ->
            lines.add(
                new AssistantText(
                    uuid,
                    message.path("id").asText(),
                    block.path("text").asText(),
                    json.path("isApiErrorMessage").asBoolean()));
        case "tool_use" ->
            lines.add(
                new ToolUse(
                    uuid,
                    block.path("id").asText(),
                    block.path("name").asText(),
                    block.path("input")));
        default -> {
          // Thinking and whatever comes: nothing that a channel is told.
        }
      }
    }
    return lines;
  }

  /** A prompt put in while the agent worked is only written in this form. */
  private static List<TranscriptLine> attachment(JsonNode json) {
    JsonNode attachment = json.path("attachment");
    String text = text(attachment.path("prompt"));
    boolean prompt =
        attachment.path("type").asText().equals("queued_command")
            && attachment.path("commandMode").asText("prompt").equals("prompt")
            && human(attachment.path("origin"))
            && !attachment.path("isMeta").asBoolean();
    if (!prompt || text == null || WRAPPER.matcher(text).matches()) {
      return List.of();
    }
    return List.of(
        new UserPrompt(
            json.path("uuid").asText(), null, text, json.path("timestamp").asText(), true));
  }

  private static List<TranscriptLine> queued(JsonNode json) {
    JsonNode content = json.path("content");
    return json.path("operation").asText().equals("enqueue") && content.isTextual()
        ? List.of(new Enqueued(content.textValue()))
        : List.of();
  }

  private static List<TranscriptLine> system(JsonNode json) {
    return json.path("subtype").asText().equals("turn_duration")
        ? List.of(new TurnEnded(json.path("durationMs").asLong()))
        : List.of();
  }

  /** Version 2.1.197 writes no origin: absent means a person. */
  private static boolean human(JsonNode origin) {
    return origin.path("kind").asText("human").equals("human");
  }

  /** The text of a content that is a string or a list of blocks; null if it has none. */
  private static @Nullable String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("text")) {
        texts.add(block.path("text").asText());
      }
    }
    return texts.isEmpty() ? null : String.join("\n", texts);
  }
}
