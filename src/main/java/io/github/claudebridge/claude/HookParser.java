package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.claude.HookEvent.CompactDone;
import io.github.claudebridge.claude.HookEvent.CompactStarting;
import io.github.claudebridge.claude.HookEvent.FormAnswered;
import io.github.claudebridge.claude.HookEvent.FormAsked;
import io.github.claudebridge.claude.HookEvent.Notified;
import io.github.claudebridge.claude.HookEvent.Origin;
import io.github.claudebridge.claude.HookEvent.PermissionAsked;
import io.github.claudebridge.claude.HookEvent.PromptSubmitted;
import io.github.claudebridge.claude.HookEvent.SessionEnded;
import io.github.claudebridge.claude.HookEvent.SessionStarted;
import io.github.claudebridge.claude.HookEvent.StopFailed;
import io.github.claudebridge.claude.HookEvent.Stopped;
import io.github.claudebridge.claude.HookEvent.SubagentStarted;
import io.github.claudebridge.claude.HookEvent.SubagentStopped;
import io.github.claudebridge.claude.HookEvent.TasksChanged;
import io.github.claudebridge.claude.HookEvent.TextShown;
import io.github.claudebridge.claude.HookEvent.ToolFinished;
import io.github.claudebridge.claude.HookEvent.ToolStarting;
import io.github.claudebridge.claude.HookEvent.Unknown;
import io.github.claudebridge.json.BadJsonException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a hook's JSON into a {@link HookEvent}. */
final class HookParser {
  /** Claude's ids are UUIDs; ours and theirs end up in file names, so nothing else passes. */
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,128}");

  private HookParser() {}

  static HookEvent parse(JsonNode json) throws BadJsonException {
    Fields in = Fields.of(json);
    Origin origin = origin(in);
    String name = in.text("hook_event_name");
    return switch (name) {
      case "SessionStart" ->
          new SessionStarted(origin, in.textOr("source", "startup"), in.textOrNull("model"));
      case "SessionEnd" -> new SessionEnded(origin, in.textOr("reason", "other"));
      case "UserPromptSubmit" -> new PromptSubmitted(origin, in.text("prompt"));
      case "MessageDisplay" ->
          new TextShown(
              origin,
              in.textOr("turn_id", ""),
              in.text("message_id"),
              in.index("index", 0),
              in.flag("final"),
              in.textOr("delta", ""));
      case "PreToolUse" ->
          new ToolStarting(
              origin, in.text("tool_use_id"), in.text("tool_name"), in.any("tool_input"));
      case "PostToolUse" -> finished(origin, in, null);
      case "PostToolUseFailure" -> finished(origin, in, in.textOr("error", "failed"));
      case "PermissionRequest" ->
          new PermissionAsked(
              origin, in.text("tool_name"), in.any("tool_input"), in.any("permission_suggestions"));
      case "Elicitation" ->
          new FormAsked(
              origin,
              in.textOr("mcp_server_name", ""),
              in.textOr("message", ""),
              in.any("requested_schema"));
      case "ElicitationResult" ->
          new FormAnswered(
              origin,
              in.textOr("mcp_server_name", ""),
              in.textOr("action", ""),
              in.any("content"));
      case "Notification" ->
          new Notified(origin, in.textOr("notification_type", ""), in.textOr("message", ""));
      case "Stop" ->
          new Stopped(
              origin,
              in.textOr("last_assistant_message", ""),
              in.flag("stop_hook_active"),
              in.texts("background_tasks", "id", "type", "subagent"));
      case "StopFailure" ->
          new StopFailed(
              origin, in.textOr("error", "unknown"), in.textOr("last_assistant_message", ""));
      case "SubagentStart" -> new SubagentStarted(subagent(origin), in.textOr("agent_type", ""));
      case "SubagentStop" ->
          new SubagentStopped(
              subagent(origin),
              in.textOr("agent_type", ""),
              in.textOr("last_assistant_message", ""),
              in.textOr("agent_transcript_path", ""));
      case "PreCompact" -> new CompactStarting(origin, in.textOr("trigger", ""));
      case "PostCompact" ->
          new CompactDone(origin, in.textOr("trigger", ""), in.textOr("compact_summary", ""));
      case "TaskCreated" -> tasks(origin, in, false);
      case "TaskCompleted" -> tasks(origin, in, true);
      default -> new Unknown(origin, name, json);
    };
  }

  private static Origin origin(Fields in) throws BadJsonException {
    String agent = in.textOrNull("agent_id");
    return new Origin(
        id("session_id", in.text("session_id")),
        in.textOrNull("prompt_id"),
        agent == null ? null : id("agent_id", agent),
        in.textOrNull("agent_type"),
        in.textOr("transcript_path", ""),
        in.textOr("cwd", ""));
  }

  private static Origin subagent(Origin origin) throws BadJsonException {
    if (origin.agentId() == null) {
      throw new BadJsonException("field agent_id is missing");
    }
    return origin;
  }

  private static ToolFinished finished(Origin origin, Fields in, @Nullable String error)
      throws BadJsonException {
    return new ToolFinished(
        origin,
        in.text("tool_use_id"),
        in.text("tool_name"),
        in.any("tool_input"),
        in.any("tool_response"),
        error,
        in.number("duration_ms", 0));
  }

  private static TasksChanged tasks(Origin origin, Fields in, boolean completed)
      throws BadJsonException {
    return new TasksChanged(
        origin,
        in.text("task_id"),
        in.textOr("task_subject", ""),
        in.textOr("task_description", ""),
        completed);
  }

  private static String id(String field, String value) throws BadJsonException {
    if (!ID.matcher(value).matches()) {
      throw new BadJsonException("field " + field + " is not an id");
    }
    return value;
  }
}
