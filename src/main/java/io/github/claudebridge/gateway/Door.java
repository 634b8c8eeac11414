package io.github.claudebridge.gateway;

/** Decides who is heard. Called for every event that a person, bot or webhook can cause. */
public interface Door {

  /** Whether this sender may be heard here. */
  boolean admits(Sender sender);

  /** Told of a message in a bound channel that was not heard; nothing else becomes of it. */
  void turnedAway(Sender sender, String messageId);
}
