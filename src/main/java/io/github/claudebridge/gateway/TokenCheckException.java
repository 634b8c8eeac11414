package io.github.claudebridge.gateway;

import org.jspecify.annotations.Nullable;

/** A question about the bot that Discord did not answer; the message says why and the mend. */
public final class TokenCheckException extends Exception {
  private static final long serialVersionUID = 1L;

  TokenCheckException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
