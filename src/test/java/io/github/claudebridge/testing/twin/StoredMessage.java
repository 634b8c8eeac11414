package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message with what its JSON does not hold: file contents and who reacted. */
final class StoredMessage {
  private final ObjectNode json;
  private final List<TwinFile> files;
  private final Map<String, Set<String>> reactions = new LinkedHashMap<>();
  private int edits;

  StoredMessage(ObjectNode json, List<TwinFile> files) {
    this.json = json;
    this.files = new ArrayList<>(files);
  }

  /** The living JSON; changes to it stay. */
  ObjectNode json() {
    return json;
  }

  List<TwinFile> files() {
    return files;
  }

  /** Who reacted, in order, by emoji. */
  Map<String, Set<String>> reactions() {
    return reactions;
  }

  String id() {
    return json.get("id").asText();
  }

  String channelId() {
    return json.get("channel_id").asText();
  }

  String authorId() {
    return json.at("/author/id").asText();
  }

  int flags() {
    return json.path("flags").asInt();
  }

  boolean ephemeral() {
    return (flags() & Messages.EPHEMERAL) != 0;
  }

  void countEdit() {
    edits++;
  }

  TwinPost post() {
    @Nullable String nonce = json.hasNonNull("nonce") ? json.get("nonce").asText() : null;
    String reply = json.at("/message_reference/message_id").asText();
    return new TwinPost(
        id(),
        channelId(),
        json.path("content").asText(),
        nonce,
        reply.isEmpty() ? null : reply,
        List.copyOf(files),
        json.path("components").deepCopy(),
        json.path("embeds").deepCopy(),
        List.copyOf(reactions.keySet()),
        flags(),
        edits);
  }
}
