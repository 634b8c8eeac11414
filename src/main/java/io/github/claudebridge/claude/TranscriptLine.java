package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a transcript says, in our words.
 *
 * <p>The file's format is Claude Code's own and changes between versions: whatever is not
 * understood, broken or hostile becomes {@link Other}. Lines of sub-agents are {@code Other} too,
 * but for what they used.
 */
public sealed interface TranscriptLine {

  /** Reads one line; mostly one result, more if an assistant line holds several blocks. */
  static List<TranscriptLine> parse(String line) {
    return TranscriptParser.parse(line);
  }

  /**
   * A person's prompt, from the terminal or typed by us: never a command, a tool's result, a
   * summary, or what Claude Code says to itself.
   *
   * @param promptId same as the hooks' prompt id; null for a prompt put in while it was working
   * @param timestamp ISO 8601, as written; empty if absent
   * @param typedAtTerminal whether it came in through the composer, which we type into as well;
   *     false for prompts of an SDK or another session
   */
  record UserPrompt(
      String uuid,
      @Nullable String promptId,
      String text,
      String timestamp,
      boolean typedAtTerminal)
      implements TranscriptLine {}

  /**
   * A prompt that Claude Code gives itself: something that it did in the background is done. It
   * names the tool use that began it.
   */
  record OwnPrompt(String promptId, String text) implements TranscriptLine {}

  /** A prompt came in while the assistant worked, and waits in Claude Code's own queue. */
  record Enqueued(String text) implements TranscriptLine {}

  /**
   * A piece of the main assistant's answer, raw Markdown.
   *
   * @param apiError whether the text is Claude Code's report of a failed request
   */
  record AssistantText(String uuid, String messageId, String text, boolean apiError)
      implements TranscriptLine {}

  /** The main assistant called a tool. */
  record ToolUse(String uuid, String id, String name, JsonNode input) implements TranscriptLine {}

  /**
   * How much the model has written for a message so far. Every line of the message says it anew,
   * the last one the whole of it. Those of sub-agents count, too.
   *
   * @param dollars what it cost, or null where the price of its model is not known
   */
  record Usage(String messageId, long outputTokens, @Nullable Double dollars)
      implements TranscriptLine {}

  /** A tool gave its result to the main assistant. */
  record ToolResult(String id, boolean error) implements TranscriptLine {}

  /** A turn ended after so many milliseconds. */
  record TurnEnded(long durationMs) implements TranscriptLine {}

  /** A person interrupted the turn. */
  record Interrupted(String uuid) implements TranscriptLine {}

  /** Anything else; type is Claude Code's word for it, or {@code unreadable}. */
  record Other(String type) implements TranscriptLine {}
}
