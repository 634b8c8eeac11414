package io.github.claudebridge.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * A scripted answer of the {@link ModelStub}: what the model says, piece by piece, or how the call
 * fails.
 *
 * <p>A spoken answer is built in reading order: {@code
 * ModelReply.text("Looking.").bash("ls").holdUntil(latch).text("Done.")}. Each call gives a new
 * reply.
 */
public sealed interface ModelReply {

  /** One piece of a spoken answer. */
  sealed interface Part {
    /** A text block. */
    record Text(String text) implements Part {}

    /** A text block that stops in the middle until the latch is at zero (60 s at most). */
    record HeldText(String before, CountDownLatch latch, String after) implements Part {}

    /** A tool call; {@code input} is a JSON object as text. */
    record ToolUse(String name, String input) implements Part {}

    /** Nothing is sent until the latch is at zero (60 s at most). */
    record Hold(CountDownLatch latch) implements Part {}

    /** Nothing is sent for so long. */
    record Pause(Duration time) implements Part {}

    /** The connection breaks here. */
    record Cut() implements Part {}
  }

  /** Status 200 and the parts in order. */
  record Spoken(List<Part> parts) implements ModelReply {
    public Spoken {
      parts = List.copyOf(parts);
    }

    /** Says this next, as a text block of its own. */
    public Spoken text(String text) {
      return with(new Part.Text(text));
    }

    /** Says this next, as one text block that stops in the middle until the latch is at zero. */
    public Spoken heldText(String before, CountDownLatch latch, String after) {
      return with(new Part.HeldText(before, latch, after));
    }

    /** Calls a tool next. */
    public Spoken tool(String name, Map<String, ?> input) {
      try {
        return with(new Part.ToolUse(name, new ObjectMapper().writeValueAsString(input)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("No JSON can be made of " + input, e);
      }
    }

    /** Calls the Bash tool next. */
    public Spoken bash(String command) {
      return tool("Bash", Map.of("command", command, "description", "scripted"));
    }

    /** Calls the Read tool next; {@code path} must be absolute. */
    public Spoken read(String path) {
      return tool("Read", Map.of("file_path", path));
    }

    /** Calls the Write tool next; {@code path} must be absolute. */
    public Spoken write(String path, String content) {
      return tool("Write", Map.of("file_path", path, "content", content));
    }

    /** Sends nothing more until the latch is at zero: the turn stays busy. */
    public Spoken holdUntil(CountDownLatch latch) {
      return with(new Part.Hold(latch));
    }

    /** Sends nothing for so long. */
    public Spoken pause(Duration time) {
      return with(new Part.Pause(time));
    }

    /** Breaks the connection here. */
    public Spoken cut() {
      return with(new Part.Cut());
    }

    private Spoken with(Part part) {
      List<Part> more = new ArrayList<>(parts);
      more.add(part);
      return new Spoken(more);
    }
  }

  /**
   * An error status.
   *
   * @param retryAfter in seconds, becomes the header of that name
   * @param headers more of them
   */
  record Failed(
      int status,
      String type,
      String message,
      OptionalInt retryAfter,
      Map<String, String> headers)
      implements ModelReply {
    public Failed {
      headers = Map.copyOf(headers);
    }

    Failed(int status, String type, String message, OptionalInt retryAfter) {
      this(status, type, message, retryAfter, Map.of());
    }
  }

  /** An answer with nothing said yet. */
  static Spoken spoken() {
    return new Spoken(List.of());
  }

  /** An answer that begins with this text. */
  static Spoken text(String text) {
    return spoken().text(text);
  }

  /** 429 with {@code retry-after}. */
  static Failed rateLimited(int retryAfterSeconds) {
    return new Failed(
        429, "rate_limit_error", "scripted rate limit", OptionalInt.of(retryAfterSeconds));
  }

  /**
   * 429 as the API tells a subscriber that a limit of the plan is reached.
   *
   * @param claim {@code five_hour}, {@code seven_day} and the like
   * @param resets when it is over
   */
  static Failed usageLimit(String claim, Instant resets) {
    return new Failed(
        429,
        "rate_limit_error",
        "This request would exceed your account's rate limit. Please try again later.",
        OptionalInt.empty(),
        Map.of(
            "anthropic-ratelimit-unified-status", "rejected",
            "anthropic-ratelimit-unified-reset", Long.toString(resets.getEpochSecond()),
            "anthropic-ratelimit-unified-representative-claim", claim,
            "x-should-retry", "false"));
  }

  /** 500; asked again {@code CLAUDE_CODE_MAX_RETRIES} times (1 in {@link ClaudeHome}). */
  static Failed serverError() {
    return new Failed(500, "api_error", "scripted server error", OptionalInt.empty());
  }

  /** 529. */
  static Failed overloaded() {
    return new Failed(529, "overloaded_error", "scripted overload", OptionalInt.empty());
  }

  /** 401. */
  static Failed unauthorized() {
    return new Failed(401, "authentication_error", "scripted bad key", OptionalInt.empty());
  }

  /**
   * 400. Claude Code 2.1.329 asks up to five times more with fewer features, so let {@link
   * ModelStub#answer} say it for as long as it shall hold.
   */
  static Failed invalidRequest(String message) {
    return new Failed(400, "invalid_request_error", message, OptionalInt.empty());
  }
}
