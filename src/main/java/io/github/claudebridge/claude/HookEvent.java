package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Claude Code told us by a hook, in our words.
 *
 * <p>Everything in it is hostile: prompts, tool inputs and messages are kept as they came. Key on
 * {@link #conversation()}, never on {@link #cwd()}, which follows {@code cd} in the agent's shell
 * (seen on 2.1.329). An event of tomorrow becomes {@link Unknown}, it is never lost.
 */
public sealed interface HookEvent {

  /** Where an event comes from; the part that all events share. */
  Origin origin();

  /** Claude's session id, the conversation this event belongs to. */
  default String conversation() {
    return origin().conversation();
  }

  /** The prompt being worked on; null before the first one. */
  default @Nullable String promptId() {
    return origin().promptId();
  }

  /** The sub-agent that acts; null for the main agent. */
  default @Nullable String agentId() {
    return origin().agentId();
  }

  /** Where Claude Code writes this conversation's transcript; empty if it did not say. */
  default String transcriptPath() {
    return origin().transcriptPath();
  }

  /** The agent's present directory; empty if it did not say. */
  default String cwd() {
    return origin().cwd();
  }

  /** Reads a hook's JSON; anything malformed is a {@link BadJsonException} and nothing else. */
  static HookEvent parse(String json) throws BadJsonException {
    return parse(Json.parse(json));
  }

  /** Reads a hook's JSON; anything malformed is a {@link BadJsonException} and nothing else. */
  static HookEvent parse(JsonNode json) throws BadJsonException {
    return HookParser.parse(json);
  }

  /** The shared part of an event: who, in which prompt, writing to which transcript, where. */
  record Origin(
      String conversation,
      @Nullable String promptId,
      @Nullable String agentId,
      @Nullable String agentType,
      String transcriptPath,
      String cwd) {}

  /** A conversation began or goes on; source is startup, resume, clear, compact or fork. */
  record SessionStarted(Origin origin, String source, @Nullable String model)
      implements HookEvent {}

  /** A conversation ended; reason is clear, prompt_input_exit, other and the like. */
  record SessionEnded(Origin origin, String reason) implements HookEvent {}

  /** A prompt was accepted, typed by whomever. Commands that run locally never get here. */
  record PromptSubmitted(Origin origin, String prompt) implements HookEvent {}

  /**
   * A piece of the reply as it is written: whole lines of raw Markdown.
   *
   * @param index counts the pieces of one message from 0
   * @param last true for the message's last piece; it may arrive just after {@link Stopped}
   */
  record TextShown(
      Origin origin, String turnId, String messageId, int index, boolean last, String delta)
      implements HookEvent {}

  /** A tool is about to run. */
  record ToolStarting(Origin origin, String toolUseId, String tool, JsonNode input)
      implements HookEvent {}

  /**
   * A tool has run.
   *
   * @param response what it gave back, any JSON; a null node if it failed
   * @param error why it failed; null if it did not
   */
  record ToolFinished(
      Origin origin,
      String toolUseId,
      String tool,
      JsonNode input,
      JsonNode response,
      @Nullable String error,
      long durationMs)
      implements HookEvent {
    /** Whether the tool failed. */
    public boolean failed() {
      return error != null;
    }
  }

  /**
   * A permission dialog is on screen; the hook's answer or a key at the terminal decides first.
   *
   * <p>Has no tool use id (2.1.329): match it with the {@link ToolStarting} just before.
   */
  record PermissionAsked(Origin origin, String tool, JsonNode input, JsonNode suggestions)
      implements HookEvent {}

  /** An MCP server asks the person to fill in a form. */
  record FormAsked(Origin origin, String server, String message, JsonNode schema)
      implements HookEvent {}

  /**
   * A form has ended at the terminal, and this hook's answer may take its place (2.1.329).
   *
   * @param action accept, decline or cancel
   */
  record FormAnswered(Origin origin, String server, String action, JsonNode content)
      implements HookEvent {}

  /** Claude Code wants attention; type is permission_prompt, idle_prompt and the like. */
  record Notified(Origin origin, String type, String message) implements HookEvent {}

  /**
   * A turn ended well. Never sent after an interrupt or a refusal: the status file tells those.
   *
   * @param lastMessage the whole last text of the assistant
   * @param stopHookActive whether a stop hook made it go on before
   * @param backgroundAgents ids of the sub-agents that still work: when one is done, Claude Code
   *     gives itself a prompt, and another {@code Stopped} follows (2.1.329)
   */
  record Stopped(
      Origin origin, String lastMessage, boolean stopHookActive, List<String> backgroundAgents)
      implements HookEvent {
    /** Keeps its own copy of the ids. */
    public Stopped {
      backgroundAgents = List.copyOf(backgroundAgents);
    }
  }

  /** A turn ended by an API error: rate_limit, server_error, authentication_failed, … */
  record StopFailed(Origin origin, String error, String text) implements HookEvent {}

  /** A sub-agent began; {@link #agentId()} is set. */
  record SubagentStarted(Origin origin, String agentType) implements HookEvent {}

  /** A sub-agent ended; {@link #agentId()} is set, its own transcript is beside the main one. */
  record SubagentStopped(
      Origin origin, String agentType, String lastMessage, String agentTranscriptPath)
      implements HookEvent {}

  /** The conversation is about to be condensed; trigger is manual or auto. */
  record CompactStarting(Origin origin, String trigger) implements HookEvent {}

  /** The conversation was condensed. */
  record CompactDone(Origin origin, String trigger, String summary) implements HookEvent {}

  /** An entry of the agent's own to-do list was made or finished. */
  record TasksChanged(
      Origin origin, String taskId, String subject, String description, boolean completed)
      implements HookEvent {}

  /** An event we have no word for, kept whole. */
  record Unknown(Origin origin, String name, JsonNode raw) implements HookEvent {}
}
