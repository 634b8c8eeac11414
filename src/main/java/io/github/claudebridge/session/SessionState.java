package io.github.claudebridge.session;

import java.util.Locale;

/** What a session is doing; moved by {@link SessionLife} alone. */
public enum SessionState {
  /** Not running, and not meant to. */
  STOPPED,
  /** Its agent was started or taken over, and is not known to be ready so far. */
  STARTING,
  /** The agent waits for a prompt. */
  IDLE,
  /** A prompt was typed; the agent's proof is awaited. */
  TYPING,
  /** The agent works on a prompt. */
  WORKING,
  /** The agent waits for a person. */
  WAITING,
  /** Its agent was asked to leave. */
  STOPPING,
  /** Its agent is gone though it should run. */
  LOST;

  /** The word for it in chat, CLI and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
