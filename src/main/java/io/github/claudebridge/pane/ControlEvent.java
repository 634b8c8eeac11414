package io.github.claudebridge.pane;

import java.util.List;

/** One thing that tmux says in control mode. */
sealed interface ControlEvent {

  /**
   * The answer to one command of ours.
   *
   * @param ok whether the command succeeded; otherwise the body is the reason
   * @param body the lines of the answer, hostile where they show a pane
   */
  record Reply(boolean ok, List<String> body) implements ControlEvent {}

  /** News that was not asked for, such as {@code sessions-changed}, without its arguments. */
  record Notification(String name) implements ControlEvent {}

  /** tmux ends the connection. */
  record Exit(String reason) implements ControlEvent {}

  /** What tmux would not say: the stream cannot be trusted any more. */
  record Violation(String reason) implements ControlEvent {}
}
