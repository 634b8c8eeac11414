package io.github.claudebridge.bench;

import io.github.claudebridge.bench.BridgeGauge.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether one thing that the bridge uses stayed as it was.
 *
 * @param name what it is
 * @param bytes whether it is counted in bytes
 * @param start how much there was first
 * @param end how much there was last
 * @param allowed by how much it may have grown
 */
record Flatness(String name, boolean bytes, long start, long end, long allowed) {
  private static final long MB = 1024 * 1024;

  /** Pools of Discord's libraries come and go: 20 threads and more by turns in one sound run. */
  private static final long THREADS = 24;

  private static final long FILES = 10;

  /** Whether it grew by more than it may. */
  boolean grew() {
    return end - start > allowed;
  }

  /** A line of a Markdown table. */
  String row() {
    return "| %s | %s | %s | %s | %s%s |"
        .formatted(
            name,
            shown(start),
            shown(end),
            change(end - start),
            shown(allowed),
            grew() ? " **exceeded**" : "");
  }

  private String change(long by) {
    return (by > 0 ? "+" : by < 0 ? "−" : "±") + shown(Math.abs(by));
  }

  private String shown(long value) {
    return bytes
        ? String.format(Locale.ROOT, "%.1f MB", value / (double) MB)
        : Long.toString(value);
  }

  /**
   * Compares rest with rest, and load with load.
   *
   * @param before at rest, when warm
   * @param after at rest, at the end
   * @param samples under load between the two, in order
   */
  static List<Flatness> of(Reading before, Reading after, List<Reading> samples) {
    int fifth = Math.max(1, samples.size() / 5);
    Reading first = Reading.median(samples.subList(0, fifth));
    Reading last = Reading.median(samples.subList(samples.size() - fifth, samples.size()));
    List<Flatness> all = new ArrayList<>();
    all.add(memory("live heap, at rest", before.heap(), after.heap(), 8 * MB, 15));
    all.add(memory("RSS, at rest", before.rss(), after.rss(), 24 * MB, 10));
    all.add(memory("RSS, under load", first.rss(), last.rss(), 40 * MB, 15));
    all.add(count("threads, at rest", before.threads(), after.threads(), THREADS));
    all.add(count("threads, under load", first.threads(), last.threads(), THREADS));
    all.add(count("file descriptors, at rest", before.files(), after.files(), FILES));
    all.add(count("file descriptors, under load", first.files(), last.files(), FILES));
    return all;
  }

  /** Allows so many bytes, or so many percent where that is more. */
  private static Flatness memory(String name, long start, long end, long bytes, int percent) {
    return new Flatness(name, true, start, end, Math.max(bytes, start * percent / 100));
  }

  private static Flatness count(String name, long start, long end, long allowed) {
    return new Flatness(name, false, start, end, allowed);
  }
}
