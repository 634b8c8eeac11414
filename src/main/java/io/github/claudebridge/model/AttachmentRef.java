package io.github.claudebridge.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that somebody attached to a message, as Discord describes it; nothing in it is trusted.
 *
 * @param id Discord's id of the attachment
 * @param name the file name as the sender chose it (hostile)
 * @param url where the bytes are; signed and short-lived
 * @param size the announced size in bytes
 * @param contentType the announced media type, or null
 */
public record AttachmentRef(
    String id, String name, String url, long size, @Nullable String contentType) {
  public AttachmentRef {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(url, "url");
  }
}
