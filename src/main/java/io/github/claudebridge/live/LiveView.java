package io.github.claudebridge.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent does at the moment, for the command line.
 *
 * @param session whose agent
 * @param working whether it works on anything
 * @param since when the turn began, or null if none goes on
 * @param tool the tool that runs, or null
 * @param subject what it is used on; empty where there is nothing to tell
 * @param toolSince when it began, or null
 * @param tools how many tools were used in this turn
 * @param files how many files were changed in it
 * @param tokens how many tokens its model has written
 */
public record LiveView(
    int session,
    boolean working,
    @Nullable Instant since,
    @Nullable String tool,
    String subject,
    @Nullable Instant toolSince,
    int tools,
    int files,
    long tokens) {

  /** Nothing goes on. */
  static LiveView idle(int session) {
    return new LiveView(session, false, null, null, "", null, 0, 0, 0);
  }
}
