package io.github.claudebridge.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of the inbox together with how far it got.
 *
 * @param order its place in the session's line; messages go to the agent by ascending order
 * @param session the session it is for
 * @param message what was posted
 * @param rung how far it got
 * @param reason why it failed, or null
 * @param promptId the agent's own id of the prompt it became, or null before it was accepted
 * @param prompt the text that was put to the agent, or null before it was composed
 * @param files a line for each attachment, as the agent will read it: where it is, or why not
 * @param times when it reached each rung it has been on
 */
public record Delivery(
    long order,
    int session,
    Message message,
    Rung rung,
    @Nullable String reason,
    @Nullable String promptId,
    @Nullable String prompt,
    List<String> files,
    Map<Rung, Instant> times) {
  public Delivery {
    files = List.copyOf(files);
    times = Map.copyOf(times);
  }

  /** The same message on another rung of its way to the agent, with the times that were known. */
  public Delivery on(Rung next, String prompt) {
    return new Delivery(order, session, message, next, null, promptId, prompt, files, times);
  }
}
