package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the bot as it stands now.
 *
 * @param id message id
 * @param channelId channel or thread
 * @param content the text, after the last edit
 * @param nonce as sent with the message; null where there was none
 * @param replyTo the id of the message it replies to; null for a plain message
 * @param attachments its files
 * @param components rows and buttons, as Discord returns them
 * @param embeds its embeds
 * @param reactions emoji on it, by anyone
 * @param flags Discord's bits: 64 ephemeral, 128 thinking, 4096 silent
 * @param edits how often it was edited
 */
public record TwinPost(
    String id,
    String channelId,
    String content,
    @Nullable String nonce,
    @Nullable String replyTo,
    List<TwinFile> attachments,
    JsonNode components,
    JsonNode embeds,
    List<String> reactions,
    int flags,
    int edits) {

  /** Whether only one person sees it. */
  public boolean ephemeral() {
    return (flags & Messages.EPHEMERAL) != 0;
  }

  /** The ids of its buttons and menus, in order. */
  public List<String> buttonIds() {
    return components.findValuesAsText("custom_id");
  }
}
