package io.github.claudebridge.attachment;

import io.github.claudebridge.model.AttachmentRef;
import java.nio.file.Path;

/** What became of one attachment. */
public sealed interface AttachmentResult {

  /** What was to be fetched. */
  AttachmentRef ref();

  /**
   * It is here.
   *
   * @param path where it lies, absolute
   */
  record Stored(Path path, AttachmentRef ref) implements AttachmentResult {}

  /**
   * It could not be had.
   *
   * @param reason why, in plain words, without the name of the file
   */
  record Failed(AttachmentRef ref, String reason) implements AttachmentResult {}
}
