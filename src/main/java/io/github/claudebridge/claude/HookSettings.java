package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings file by which Claude Code tells the bridge what happens.
 *
 * <p>HTTP hooks cost no process and fail open when the bridge is down; only SessionStart has to be
 * a command, since Claude Code skips HTTP hooks there (2.1.329). The file holds the token, so it is
 * for its owner's eyes only; the command reads the token from a file of its own, since a program's
 * arguments are public.
 */
final class HookSettings {
  /**
   * How long an agent waits for a bridge that takes connections and answers nothing, such as one
   * that is stopped by a signal. What it sent by then is in the socket, and taken in all the same.
   */
  private static final Duration SHORT = Duration.ofMillis(300);

  /** The answer holds what a new conversation is to know of the one before; it is told once. */
  private static final Duration START = Duration.ofSeconds(2);

  /** The answer holds what somebody filled in from afar: better late than lost. */
  private static final Duration FORM = Duration.ofSeconds(10);

  private static final List<String> TOLD_BY_HTTP =
      List.of(
          "UserPromptSubmit",
          "Stop",
          "StopFailure",
          "MessageDisplay",
          "Notification",
          "PreToolUse",
          "PostToolUse",
          "PostToolUseFailure",
          "SubagentStart",
          "SubagentStop",
          "SessionEnd",
          "PreCompact",
          "PostCompact",
          "TaskCreated",
          "TaskCompleted");

  private HookSettings() {}

  static String json(
      URI hookUrl,
      String token,
      Path socket,
      Path headerFile,
      Path attachments,
      Duration permissionTimeout) {
    ObjectNode settings = Json.object();
    settings.put("tui", "default");
    // At a usage limit it would go on by itself, whatever people wanted (2.1.329).
    settings.put("autoContinueAtUsageLimit", false);
    // They lie outside the agent's directory. A rule, not --add-dir: that asks the person at each
    // start, and loads what a stranger could send as skills or commands (2.1.329).
    settings
        .putObject("permissions")
        .putArray("allow")
        .add("Read(/" + attachments.toAbsolutePath().normalize() + "/**)");
    ObjectNode hooks = settings.putObject("hooks");
    for (String event : TOLD_BY_HTTP) {
      put(hooks, event, http(hookUrl, token, SHORT));
    }
    put(hooks, "PermissionRequest", http(hookUrl, token, permissionTimeout));
    put(hooks, "Elicitation", http(hookUrl, token, SHORT));
    put(hooks, "ElicitationResult", http(hookUrl, token, FORM));
    put(hooks, "SessionStart", command(hookUrl, socket, headerFile));
    return Json.pretty(settings);
  }

  private static void put(ObjectNode hooks, String event, ObjectNode hook) {
    hooks.putArray(event).addObject().putArray("hooks").add(hook);
  }

  private static ObjectNode http(URI url, String token, Duration timeout) {
    ObjectNode hook = Json.object();
    hook.put("type", "http");
    hook.put("url", url.toString());
    hook.put("timeout", seconds(timeout));
    hook.putObject("headers").put("Authorization", "Bearer " + token);
    return hook;
  }

  /** curl on the Unix socket: same route, 8 ms, silent if nobody listens. */
  private static ObjectNode command(URI url, Path socket, Path headerFile) {
    ObjectNode hook = Json.object();
    hook.put("type", "command");
    hook.put(
        "command",
        String.join(
            " ",
            "curl -sf --max-time " + seconds(START) + " --unix-socket",
            quote(socket.toString()),
            "-H 'Content-Type: application/json' -H",
            quote("@" + headerFile),
            "--data-binary @-",
            quote("http://localhost" + url.getRawPath()),
            "2>/dev/null || true"));
    hook.put("timeout", seconds(START));
    return hook;
  }

  /** Claude Code takes parts of a second, too (its own schema, 2.1.197 and 2.1.329). */
  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
  }

  static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
