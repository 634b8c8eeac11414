package io.github.claudebridge.pane;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pane of ours as tmux lists it.
 *
 * @param sessionId tmux's own id, such as {@code $3}: where the pane is now
 * @param session the session it was started in, from the mark we put on the pane
 */
record PaneRow(PaneId id, long pid, String sessionId, String session) {

  /** The pane option that marks our panes, so that a pane a person adds is never typed into. */
  static final String MARK = "@claude-bridge-session";

  /** The format whose expansion {@link #parse} reads; the mark last, for it may be empty. */
  static final String FORMAT = "#{pane_id} #{pane_pid} #{session_id} #{" + MARK + "}";

  private static final Pattern ROW =
      Pattern.compile("(%[0-9]{1,9}) ([0-9]{1,18}) (\\$[0-9]{1,9}) ([A-Za-z0-9_-]*)");

  /**
   * Reads one line of {@code list-panes}; empty for what is no row, since any program in a pane can
   * set a mark that spoils its own line.
   */
  static Optional<PaneRow> parse(String line) {
    var match = ROW.matcher(line);
    if (!match.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PaneRow(
            new PaneId(match.group(1)),
            Long.parseLong(match.group(2)),
            match.group(3),
            match.group(4)));
  }

  /** The same pane under the mark it is about to get. */
  PaneRow marked(String session) {
    return new PaneRow(id, pid, sessionId, session);
  }

  boolean ours() {
    return !session.isEmpty();
  }
}
