package io.github.claudebridge.engine;

/** The engine could not do what it was asked; the message says why in plain words. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  public EngineException(String message) {
    super(message);
  }
}
