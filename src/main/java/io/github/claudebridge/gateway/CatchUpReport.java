package io.github.claudebridge.gateway;

/** Told what was not caught up after an outage. */
public interface CatchUpReport {

  /**
   * Messages are older than the limit and were not heard.
   *
   * @param count how many were seen
   * @param more whether there are further ones that were not counted
   */
  void tooOld(String channel, int count, boolean more);

  /**
   * The history of a channel cannot be read, so what was missed in it stays missed.
   *
   * @param reason in plain words, with the mend
   */
  void unreadable(String channel, String reason);
}
