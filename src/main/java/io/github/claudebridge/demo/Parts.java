package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.nio.file.Path;

/** What one conversation is made of; {@code /clear} replaces it whole. */
record Parts(String id, TranscriptWriter transcript, Path cwd) {

  /** Makes the parts of a new conversation. */
  interface Maker {
    /** A conversation with this id. */
    Parts make(String id);
  }

  /** A hook's payload with the fields that all have in common. */
  ObjectNode payload(String event, String promptId, ObjectNode own) {
    ObjectNode whole = Json.object();
    whole.put("session_id", id);
    whole.put("transcript_path", transcript.file().toString());
    whole.put("cwd", cwd.toString());
    if (!promptId.isEmpty()) {
      whole.put("prompt_id", promptId);
    }
    whole.put("permission_mode", "default");
    whole.put("hook_event_name", event);
    whole.setAll(own);
    return whole;
  }
}
