package io.github.claudebridge.gateway;

import java.time.Duration;

/** Pauses between tries of one thing: half a second, then twice as long each time, at most 30 s. */
final class Pause {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private Duration next = Duration.ofMillis(500);

  /** How long to wait now. */
  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    return now;
  }
}
