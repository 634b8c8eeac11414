package io.github.claudebridge.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.claudebridge.testing.ModelReply.Part;
import io.github.claudebridge.testing.ModelReply.Spoken;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes a scripted answer the way the Messages API does, whole or as server-sent events. */
final class SpokenAnswer {
  private static final int DELTA_CODE_POINTS = 24;

  private final ObjectMapper mapper;
  private final String model;
  private final Duration patience;
  private final String id = "msg_stub" + UUID.randomUUID().toString().replace("-", "");

  SpokenAnswer(ObjectMapper mapper, String model, Duration patience) {
    this.mapper = mapper;
    this.model = model;
    this.patience = patience;
  }

  /** The answer as one JSON object. */
  Map<String, Object> whole(Spoken spoken) throws IOException {
    List<Map<String, Object>> content = new ArrayList<>();
    for (Part part : spoken.parts()) {
      switch (part) {
        case Part.Text text -> content.add(Map.of("type", "text", "text", text.text()));
        case Part.HeldText text -> {
          hold(text.latch());
          content.add(Map.of("type", "text", "text", text.before() + text.after()));
        }
        case Part.ToolUse tool -> {
          Map<String, Object> block = toolBlock(tool);
          block.put("input", mapper.readTree(tool.input()));
          content.add(block);
        }
        case Part.Hold hold -> hold(hold.latch());
        case Part.Pause pause -> pause(pause);
        case Part.Cut cut -> throw new IOException("cut, as scripted");
      }
    }
    return message(content, stopReason(spoken), 20);
  }

  /** The answer as events, each flushed by itself. */
  void stream(Spoken spoken, OutputStream out) throws IOException {
    send(out, "message_start", Map.of("message", message(List.of(), null, 1)));
    int index = 0;
    for (Part part : spoken.parts()) {
      switch (part) {
        case Part.Text text -> {
          block(out, index++, Map.of("type", "text", "text", ""), "text_delta", text.text());
        }
        case Part.HeldText text -> held(out, index++, text);
        case Part.ToolUse tool ->
            block(out, index++, toolBlock(tool), "input_json_delta", tool.input());
        case Part.Hold hold -> hold(hold.latch());
        case Part.Pause pause -> pause(pause);
        // Thrown out of the handler, it makes the server close the socket without a last chunk.
        case Part.Cut cut -> throw new IOException("cut, as scripted");
      }
    }
    Map<String, Object> stop = new LinkedHashMap<>();
    stop.put("stop_reason", stopReason(spoken));
    stop.put("stop_sequence", null);
    send(out, "message_delta", Map.of("delta", stop, "usage", Map.of("output_tokens", 20)));
    send(out, "message_stop", Map.of());
  }

  private void block(
      OutputStream out, int index, Map<String, Object> start, String delta, String text)
      throws IOException {
    send(out, "content_block_start", Map.of("index", index, "content_block", start));
    deltas(out, index, delta, text);
    send(out, "content_block_stop", Map.of("index", index));
  }

  private void held(OutputStream out, int index, Part.HeldText text) throws IOException {
    Map<String, Object> start = Map.of("type", "text", "text", "");
    send(out, "content_block_start", Map.of("index", index, "content_block", start));
    deltas(out, index, "text_delta", text.before());
    hold(text.latch());
    deltas(out, index, "text_delta", text.after());
    send(out, "content_block_stop", Map.of("index", index));
  }

  private void deltas(OutputStream out, int index, String delta, String text) throws IOException {
    String field = delta.equals("text_delta") ? "text" : "partial_json";
    for (int from = 0; from < text.length(); ) {
      int left = text.codePointCount(from, text.length());
      int to = text.offsetByCodePoints(from, Math.min(DELTA_CODE_POINTS, left));
      Map<String, Object> piece = Map.of("type", delta, field, text.substring(from, to));
      send(out, "content_block_delta", Map.of("index", index, "delta", piece));
      from = to;
    }
  }

  private void send(OutputStream out, String event, Map<String, Object> fields)
      throws IOException {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("type", event);
    whole.putAll(fields);
    String text = "event: " + event + "\ndata: " + mapper.writeValueAsString(whole) + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private Map<String, Object> message(
      List<Map<String, Object>> content, @Nullable String stopReason, int outputTokens) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("type", "message");
    message.put("role", "assistant");
    message.put("model", model);
    message.put("content", content);
    message.put("stop_reason", stopReason);
    message.put("stop_sequence", null);
    message.put("usage", Map.of("input_tokens", 10, "output_tokens", outputTokens));
    return message;
  }

  private static Map<String, Object> toolBlock(Part.ToolUse tool) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("type", "tool_use");
    block.put("id", "toolu_stub" + UUID.randomUUID().toString().replace("-", ""));
    block.put("name", tool.name());
    block.put("input", Map.of());
    return block;
  }

  private static String stopReason(Spoken spoken) {
    boolean tools = spoken.parts().stream().anyMatch(Part.ToolUse.class::isInstance);
    return tools ? "tool_use" : "end_turn";
  }

  private void hold(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("A held answer was not released within " + patience);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("The stub was closed while an answer was held");
    }
  }

  private static void pause(Part.Pause pause) throws IOException {
    try {
      Thread.sleep(pause.time());
    } catch (InterruptedException e) {
      throw new InterruptedIOException("The stub was closed during a pause");
    }
  }
}
