package io.github.claudebridge.gateway;

import java.time.Duration;

/** Pauses between tries of one thing: half a second, then twice as long each time, to a limit. */
final class Pause {
  private final Duration longest;
  private Duration next = Duration.ofMillis(500);

  /** Pauses for what is far away: at most 30 s. */
  Pause() {
    this(Duration.ofSeconds(30));
  }

  Pause(Duration longest) {
    this.longest = longest;
  }

  /** How long to wait now. */
  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) > 0 ? longest : twice;
    return now;
  }
}
