package io.github.claudebridge.monitor;

import java.time.Duration;
import java.util.Locale;

/** How amounts read to people: {@code 1.4 GB}, {@code 45 %}, {@code 10 min}. */
public final class Amount {
  private static final long KB = 1_024;

  private Amount() {}

  /** Bytes in the unit that keeps them short. */
  public static String bytes(double bytes) {
    if (bytes < KB * KB) {
      return Math.round(bytes / KB) + " KB";
    }
    if (bytes < KB * KB * KB) {
      return Math.round(bytes / KB / KB) + " MB";
    }
    return String.format(Locale.ROOT, "%.1f GB", bytes / KB / KB / KB);
  }

  /** A share of a hundred. */
  public static String percent(double percent) {
    return Math.round(percent) + " %";
  }

  /** A time span in its largest whole unit. */
  public static String time(Duration time) {
    if (time.toSeconds() < 60) {
      return time.toSeconds() + " s";
    }
    if (time.toMinutes() < 120) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " d";
  }

  /** Seconds, more exact where they are few. */
  public static String seconds(double seconds) {
    return seconds < 10
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : Math.round(seconds) + " s";
  }
}
