package io.github.claudebridge.cli;

/** The statuses that {@code vai} ends with; 69 and 75 are those of BSD's sysexits.h. */
final class ExitStatus {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** The bridge is not running. */
  static final int NOT_RUNNING = 69;

  /** Busy, or there already: trying later may help. */
  static final int BUSY = 75;

  private ExitStatus() {}
}
