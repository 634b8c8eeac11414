package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Message;
import java.util.List;

/** Told what was not caught up after an outage. */
public interface CatchUpReport {

  /**
   * Messages are older than the limit; they are stored, and not delivered by themselves.
   *
   * @param late those that are stored, oldest first; never empty
   * @param more whether there are further ones that were not read
   */
  void tooOld(String channel, List<Message> late, boolean more);

  /**
   * The history of a channel cannot be read, so what was missed in it stays missed.
   *
   * @param reason in plain words, with the mend
   */
  void unreadable(String channel, String reason);
}
