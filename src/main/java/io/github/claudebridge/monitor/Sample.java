package io.github.claudebridge.monitor;

import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was measured at one moment of one session, or of the bridge and its machine.
 *
 * @param at when, to the second
 * @param session the session, or {@link #HOST}
 * @param values what was measured; what could not be is left out
 */
public record Sample(Instant at, int session, Map<Measure, Double> values) {
  /** Stands in place of a session's number for the bridge and its machine. */
  public static final int HOST = 0;

  public Sample {
    EnumMap<Measure, Double> copy = new EnumMap<>(Measure.class);
    copy.putAll(values);
    values = java.util.Collections.unmodifiableMap(copy);
  }

  /** One measured value. */
  public OptionalDouble value(Measure measure) {
    Double value = values.get(measure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** One measured value as a share of another, 0 to 100. */
  public OptionalDouble percent(Measure part, Measure whole) {
    Double all = values.get(whole);
    Double some = values.get(part);
    return all == null || some == null || all <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(100 * some / all);
  }

  /** The values by their words, whole where they are whole. */
  public Map<String, Number> byWord() {
    Map<String, Number> words = new LinkedHashMap<>();
    values.forEach((measure, value) -> words.put(measure.word(), brief(value)));
    return words;
  }

  private static Number brief(double value) {
    double rounded = Math.round(value * 1_000) / 1_000.0;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      return (long) rounded;
    }
    return rounded;
  }
}
