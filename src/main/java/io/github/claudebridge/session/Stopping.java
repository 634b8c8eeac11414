package io.github.claudebridge.session;

/** What came of the wish to stop the turn that is going on. */
public enum Stopping {
  /** The agent stopped working on it. */
  STOPPED,
  /** No turn was going on. */
  NOTHING,
  /** The agent goes on, whatever was pressed. */
  GOES_ON
}
