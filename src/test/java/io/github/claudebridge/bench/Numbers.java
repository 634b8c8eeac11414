package io.github.claudebridge.bench;

import java.util.List;
import java.util.Locale;

/** Percentiles and how they are written. */
final class Numbers {
  private Numbers() {}

  /** The value below which that part of all lies, by the nearest rank; NaN of none. */
  static double percentile(List<Double> values, double part) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(part * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  /** Median and 99th percentile of milliseconds, such as {@code 1.23 / 4.56}. */
  static String p50p99(List<Double> millis) {
    return millis.isEmpty()
        ? "-"
        : shown(percentile(millis, 0.5)) + " / " + shown(percentile(millis, 0.99));
  }

  static String shown(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.0f", millis);
  }
}
