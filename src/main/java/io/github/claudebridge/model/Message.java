package io.github.claudebridge.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a person posted, with attachments, as it is stored in the inbox.
 *
 * @param id Discord's message id, or an id of ours for a local message; unique over all channels
 * @param channel the channel (or thread, or {@code local-N}) it was posted in
 * @param author who wrote it
 * @param text exactly as written; may be empty when there are attachments
 * @param attachments the files it names, in order
 * @param at when it was posted, by the clock of the chat
 */
public record Message(
    String id,
    String channel,
    Author author,
    String text,
    List<AttachmentRef> attachments,
    Instant at) {
  public Message {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(text, "text");
    attachments = List.copyOf(attachments);
    Objects.requireNonNull(at, "at");
  }
}
