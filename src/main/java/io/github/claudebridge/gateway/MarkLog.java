package io.github.claudebridge.gateway;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import java.util.List;

/**
 * Remembers which messages came to their end and do not show it so far. Marks are slow: without it
 * one that came to its end just before a crash, or while Discord was away, would go on saying that
 * it is being worked on.
 */
public interface MarkLog {

  /**
   * A message and the end to show on it.
   *
   * @param line its number in the order in which messages were heard
   */
  record Due(long line, Message message, Rung end) {}

  /**
   * The latest that may not show their end, newest first.
   *
   * @param before only those with smaller numbers
   * @param most how many at most
   */
  List<Due> due(long before, int most);

  /** A message shows its end, or never will. */
  void settled(String messageId, Rung end);
}
