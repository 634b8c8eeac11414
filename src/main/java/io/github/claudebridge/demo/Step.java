package io.github.claudebridge.demo;

/** One thing that the demo agent does in a turn. */
sealed interface Step {
  /** Writes text, a line at a time with a pause after each. */
  record Say(String text, long pauseMs) implements Step {}

  /**
   * Runs a shell command as Claude Code's Bash tool would show it.
   *
   * @param really whether it is run at all, or only shown with this output
   * @param asks whether a permission is asked for first
   */
  record Bash(String command, String output, boolean really, boolean asks) implements Step {}

  /** Ends the program as a crash would. */
  record Crash(int code) implements Step {}
}
