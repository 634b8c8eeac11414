package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the conversation's JSONL file in Claude Code's shape. */
final class TranscriptWriter {
  private final Path file;
  private final String conversation;
  private final Path cwd;
  private final InstantSource time;
  private @Nullable String last;

  TranscriptWriter(Path file, String conversation, Path cwd, InstantSource time) {
    this.file = file;
    this.conversation = conversation;
    this.cwd = cwd;
    this.time = time;
  }

  Path file() {
    return file;
  }

  void prompt(String promptId, String text, boolean queued) {
    ObjectNode line = user(promptId);
    line.putObject("origin").put("kind", "human");
    line.put("promptSource", queued ? "queued" : "typed");
    line.putObject("message").put("role", "user").put("content", text);
    append(line);
  }

  void interrupted(String promptId) {
    ObjectNode line = user(promptId);
    ObjectNode message = line.putObject("message").put("role", "user");
    message
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", "[Request interrupted by user]");
    append(line);
  }

  void text(String messageId, String text) {
    ObjectNode block = Json.object().put("type", "text").put("text", text);
    append(assistant(messageId, block, "end_turn"));
  }

  void toolUse(String messageId, String id, String name, JsonNode input) {
    ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
    block.set("input", input);
    append(assistant(messageId, block, "tool_use"));
  }

  void toolResult(String promptId, String id, String result, boolean error) {
    ObjectNode line = user(promptId);
    ObjectNode message = line.putObject("message").put("role", "user");
    message
        .putArray("content")
        .addObject()
        .put("tool_use_id", id)
        .put("type", "tool_result")
        .put("content", result)
        .put("is_error", error);
    append(line);
  }

  void turnEnded(long durationMs) {
    append(
        line("system")
            .put("subtype", "turn_duration")
            .put("durationMs", durationMs)
            .put("isMeta", false));
  }

  private ObjectNode user(String promptId) {
    return line("user").put("promptId", promptId);
  }

  private ObjectNode assistant(String messageId, ObjectNode block, String stopReason) {
    ObjectNode line = line("assistant");
    ObjectNode message =
        line.putObject("message")
            .put("id", messageId)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", ScriptedAgent.MODEL)
            .put("stop_reason", stopReason);
    message.putArray("content").add(block);
    message.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
    return line;
  }

  private ObjectNode line(String type) {
    ObjectNode line = Json.object();
    line.put("parentUuid", last);
    last = UUID.randomUUID().toString();
    return line.put("isSidechain", false)
        .put("type", type)
        .put("uuid", last)
        .put("timestamp", time.instant().toString())
        .put("userType", "external")
        .put("entrypoint", "cli")
        .put("cwd", cwd.toString())
        .put("sessionId", conversation)
        .put("version", ScriptedAgent.VERSION);
  }

  private synchronized void append(ObjectNode line) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, Json.write(line) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      System.err.println("demo agent: cannot write " + file + ": " + e.getMessage());
    }
  }
}
