package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Wording;
import java.util.List;

/**
 * Told when people change what they posted in a bound channel, in the order of the channel and
 * after the message itself was heard. It may be about a message that was never heard.
 */
public interface MessageChanges {

  /** Its author, who is still let in, gave a message another text. */
  void edited(String messageId, String newText);

  /** A message is gone. */
  void deleted(String messageId);

  /**
   * The messages of a channel that were not given to an agent yet, oldest first.
   *
   * @throws io.github.claudebridge.store.StoreException if they cannot be read
   */
  List<Wording> waiting(String channel);

  /** Whatever was changed in a channel while nobody listened is told by now, or cannot be known. */
  void upToDate(String channel);
}
