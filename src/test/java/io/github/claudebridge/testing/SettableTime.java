package io.github.claudebridge.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
public final class SettableTime implements InstantSource {
  private volatile Instant now;

  public SettableTime(Instant start) {
    this.now = start;
  }

  /** A clock at some moment that no test depends on. */
  public static SettableTime start() {
    return new SettableTime(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock to a moment. */
  public void set(Instant moment) {
    now = moment;
  }

  /** Moves the clock on. */
  public void pass(Duration time) {
    now = now.plus(time);
  }
}
