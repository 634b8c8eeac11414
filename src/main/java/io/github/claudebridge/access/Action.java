package io.github.claudebridge.access;

/** What somebody wants to do; each level includes those before it. */
public enum Action {
  /** See the state of sessions. */
  VIEW,
  /** Talk to the agent of a session. */
  TALK,
  /** Answer a question of the agent, permissions included; stop what it does. */
  ANSWER,
  /** Make, change, restart and remove sessions. */
  MANAGE;

  /** Whether a right to do this is also a right to do the other. */
  public boolean includes(Action other) {
    return compareTo(other) >= 0;
  }
}
