package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The limits on messages and modals that Discord enforces but its OpenAPI file leaves out. */
final class MessageLimits {
  static final int FILE_BYTES = 10 * 1024 * 1024;
  static final int REQUEST_BYTES = 25 * 1024 * 1024;
  private static final int COMPONENTS_V2 = 1 << 15;
  private static final int BUTTON = 2;
  private static final int TEXT_DISPLAY = 10;

  private MessageLimits() {}

  /** Refuses a message that is too long, too big or badly built. */
  static void check(JsonNode body, List<TwinFile> files) {
    files(files);
    String content = body.path("content").asText("");
    if (content.codePointCount(0, content.length()) > 2000) {
      throw RestError.form("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
    }
    embeds(body.path("embeds"));
    var ids = new HashSet<String>();
    int components = customIds(body.path("components"), ids);
    if ((body.path("flags").asInt() & COMPONENTS_V2) != 0) {
      if (!content.isEmpty() || !body.path("embeds").isEmpty()) {
        throw RestError.form(
            "content",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
      }
      if (components > 40 || textLength(body.path("components")) > 4000) {
        throw RestError.form(
            "components", "BASE_TYPE_MAX_LENGTH", "Over 40 components or 4000 characters.");
      }
    } else {
      rows(body.path("components"));
    }
  }

  /** Refuses a message with nothing in it. */
  static void notEmpty(JsonNode body, List<TwinFile> files) {
    if (body.path("content").asText("").isBlank()
        && body.path("embeds").isEmpty()
        && body.path("components").isEmpty()
        && body.path("sticker_ids").isEmpty()
        && !body.path("poll").isObject()
        && files.isEmpty()) {
      throw new RestError(400, 50006, "Cannot send an empty message");
    }
  }

  /** Refuses a modal with more than five inputs or two of the same name. */
  static void modal(JsonNode modal) {
    if (modal.path("components").size() > 5) {
      throw RestError.form(
          "data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    customIds(modal.path("components"), new HashSet<>());
  }

  private static void files(List<TwinFile> files) {
    long sum = files.stream().mapToLong(file -> file.bytes().length).sum();
    boolean big = files.stream().anyMatch(file -> file.bytes().length > FILE_BYTES);
    if (big || sum > REQUEST_BYTES) {
      throw new RestError(413, 40005, "Request entity too large");
    }
    if (files.size() > 10) {
      throw RestError.form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
  }

  private static void embeds(JsonNode embeds) {
    int sum = 0;
    for (JsonNode embed : embeds) {
      sum += length(embed.path("title")) + length(embed.path("description"));
      sum += length(embed.path("footer").path("text")) + length(embed.path("author").path("name"));
      for (JsonNode field : embed.path("fields")) {
        sum += length(field.path("name")) + length(field.path("value"));
      }
    }
    if (sum > 6000) {
      throw RestError.form(
          "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
  }

  private static void rows(JsonNode components) {
    if (components.size() > 5) {
      throw RestError.form("components", "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length.");
    }
    for (int i = 0; i < components.size(); i++) {
      JsonNode row = components.get(i);
      int width = 0;
      for (JsonNode part : row.path("components")) {
        width += part.path("type").asInt() == BUTTON ? 1 : 5;
      }
      if (row.path("type").asInt() != 1 || width > 5) {
        throw RestError.form(
            "components." + i,
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width");
      }
    }
  }

  private static int customIds(JsonNode node, Set<String> seen) {
    int count = node.isObject() && node.has("type") && !node.has("media") ? 1 : 0;
    String id = node.path("custom_id").asText("");
    if (!id.isEmpty() && !seen.add(id)) {
      throw RestError.form(
          "components",
          "COMPONENT_CUSTOM_ID_DUPLICATED",
          "Component custom id cannot be duplicated: " + id);
    }
    for (String child : List.of("components", "component", "accessory")) {
      count += node.has(child) ? customIds(node.get(child), seen) : 0;
    }
    if (node.isArray()) {
      for (JsonNode each : node) {
        count += customIds(each, seen);
      }
    }
    return count;
  }

  private static int textLength(JsonNode components) {
    int sum = 0;
    for (JsonNode part : components) {
      sum += part.path("type").asInt() == TEXT_DISPLAY ? length(part.path("content")) : 0;
      sum += textLength(part.path("components"));
    }
    return sum;
  }

  private static int length(JsonNode text) {
    String value = text.asText("");
    return value.codePointCount(0, value.length());
  }
}
