package io.github.claudebridge.monitor;

import java.util.Locale;
import java.util.OptionalDouble;

/** What an alert can be about: how full or busy something of the machine is, 0 to 100. */
public enum Level {
  CPU,
  MEMORY,
  DISK;

  /** The name in words, posts and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it stands in a sample of the machine; empty where it was not measured. */
  OptionalDouble of(Sample host) {
    return switch (this) {
      case CPU -> host.value(Measure.HOST_CPU);
      case MEMORY -> host.percent(Measure.HOST_MEMORY_USED, Measure.HOST_MEMORY_TOTAL);
      case DISK -> host.percent(Measure.DISK_USED, Measure.DISK_TOTAL);
    };
  }
}
