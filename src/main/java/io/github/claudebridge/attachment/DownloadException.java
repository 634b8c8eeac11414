package io.github.claudebridge.attachment;

import java.io.IOException;

/** A download failed, and its message says why in words for the people in the channel. */
final class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean worthRetry;

  DownloadException(String words, boolean worthRetry) {
    super(words);
    this.worthRetry = worthRetry;
  }

  /** Whether the same may go well a moment later. */
  boolean worthRetry() {
    return worthRetry;
  }
}
