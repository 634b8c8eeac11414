package io.github.claudebridge.gateway;

/**
 * Told when people change what they posted in a bound channel, in the order of the channel and
 * after the message itself was heard. It may be about a message that was never heard.
 */
public interface MessageChanges {

  /** Its author, who is still let in, gave a message another text. */
  void edited(String messageId, String newText);

  /** A message is gone. */
  void deleted(String messageId);
}
