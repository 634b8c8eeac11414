package io.github.claudebridge.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts are on. A level has to be at its limit for the whole of a while before its alert is
 * on, and {@value #GAP} points below it for as long before it is off again, so that neither one
 * peak nor a level that swings about its limit tells the same thing over and over.
 *
 * <p>What is on follows from the samples alone: after a restart those of before are taken again.
 */
final class Alerts {
  /** How far below its limit a level has to fall, in points. */
  static final int GAP = 5;

  /**
   * An alert went on or off.
   *
   * @param percent how the level stands
   * @param limit where its limit is
   * @param since when it got there
   */
  record Change(
      Level level, boolean entered, double percent, int limit, Instant since, Instant at) {}

  /**
   * An alert that is on.
   *
   * @param since when its level got to the limit
   */
  public record Active(Level level, double percent, int limit, Instant since) {}

  private static final class Watch {
    private boolean on;
    private @Nullable Instant crossed;
    private @Nullable Instant last;
    private Instant since = Instant.EPOCH;
    private double percent;
  }

  private final Map<Level, Integer> limits;
  private final Duration hold;
  private final Duration longestPause;
  private final Map<Level, Watch> watches = new EnumMap<>(Level.class);

  /**
   * @param limits where each level's limit is
   * @param hold how long a level has to be there
   * @param longestPause between two samples; after a longer one the while begins anew
   */
  Alerts(Map<Level, Integer> limits, Duration hold, Duration longestPause) {
    this.limits = Map.copyOf(limits);
    this.hold = hold;
    this.longestPause = longestPause;
  }

  /** Takes the next sample of the machine, and says what changed by it. */
  synchronized List<Change> take(Sample host) {
    List<Change> changes = new ArrayList<>();
    limits.forEach(
        (level, limit) ->
            level
                .of(host)
                .ifPresent(
                    percent -> {
                      Watch watch = watches.computeIfAbsent(level, l -> new Watch());
                      if (moved(watch, percent, limit, host.at())) {
                        changes.add(
                            new Change(level, watch.on, percent, limit, watch.since, host.at()));
                      }
                    }));
    changes.sort(java.util.Comparator.comparing(Change::level));
    return changes;
  }

  private boolean moved(Watch watch, double percent, int limit, Instant at) {
    watch.percent = percent;
    if (watch.last != null && watch.last.plus(longestPause).isBefore(at)) {
      watch.crossed = null;
    }
    watch.last = at;
    boolean beyond = watch.on ? percent < limit - GAP : percent >= limit;
    if (!beyond) {
      watch.crossed = null;
      return false;
    }
    if (watch.crossed == null) {
      watch.crossed = at;
    }
    if (Duration.between(watch.crossed, at).compareTo(hold) < 0) {
      return false;
    }
    watch.on = !watch.on;
    watch.since = watch.crossed;
    watch.crossed = null;
    return true;
  }

  /** The alerts that are on. */
  synchronized List<Active> active() {
    List<Active> active = new ArrayList<>();
    watches.forEach(
        (level, watch) -> {
          if (watch.on) {
            active.add(new Active(level, watch.percent, limits.get(level), watch.since));
          }
        });
    return active;
  }
}
