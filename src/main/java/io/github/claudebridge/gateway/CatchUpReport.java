package io.github.claudebridge.gateway;

/** Told what was not caught up after an outage. */
public interface CatchUpReport {

  /**
   * Messages are older than the limit; they are stored, and not delivered by themselves.
   *
   * @param first the id of the oldest
   * @param count how many are stored
   * @param more whether there are further ones that were not read
   */
  void tooOld(String channel, String first, int count, boolean more);

  /**
   * The history of a channel cannot be read, so what was missed in it stays missed.
   *
   * @param reason in plain words, with the mend
   */
  void unreadable(String channel, String reason);
}
