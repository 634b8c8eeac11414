package io.github.claudebridge.testing.twin;

import java.time.Instant;
import java.time.InstantSource;

/** Discord's ids: milliseconds since 2015 in the upper bits, so that they grow with time. */
final class Snowflakes {
  private static final long EPOCH = 1_420_070_400_000L;
  private final InstantSource time;
  private long last;

  Snowflakes(InstantSource time) {
    this.time = time;
  }

  synchronized String next() {
    last = Math.max(last + 1, (time.millis() - EPOCH) << 22);
    return Long.toUnsignedString(last);
  }

  Instant now() {
    return time.instant();
  }
}
