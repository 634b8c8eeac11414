package io.github.claudebridge.testing.twin;

import java.time.Duration;

/** Faults that are armed and not yet spent. */
final class Faults {
  private int errorsLeft;
  private int errorStatus;
  private int slowLeft;
  private Duration slowness = Duration.ZERO;
  private boolean duplicateEvent;
  private boolean loseReply;

  synchronized void errors(int count, int status) {
    errorsLeft = count;
    errorStatus = status;
  }

  synchronized void slow(Duration by, int count) {
    slowness = by;
    slowLeft = count;
  }

  synchronized void duplicateNextEvent() {
    duplicateEvent = true;
  }

  synchronized void loseNextReply() {
    loseReply = true;
  }

  /** The status to fail this request with, or 0. */
  synchronized int takeError() {
    return errorsLeft-- > 0 ? errorStatus : (errorsLeft = 0);
  }

  synchronized Duration takeSlowness() {
    if (slowLeft == 0) {
      return Duration.ZERO;
    }
    slowLeft--;
    return slowness;
  }

  synchronized boolean takeDuplicate() {
    boolean taken = duplicateEvent;
    duplicateEvent = false;
    return taken;
  }

  synchronized boolean takeLostReply() {
    boolean taken = loseReply;
    loseReply = false;
    return taken;
  }
}
