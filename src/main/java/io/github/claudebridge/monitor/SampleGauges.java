package io.github.claudebridge.monitor;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows the newest sample to Prometheus; what is counted is there already. */
final class SampleGauges {
  /** What is a level, and not the growth since the sample before. */
  private static final Set<Measure> LEVELS =
      Set.of(
          Measure.HOST_CPU,
          Measure.HOST_MEMORY_USED,
          Measure.HOST_MEMORY_TOTAL,
          Measure.HOST_LOAD,
          Measure.DISK_USED,
          Measure.DISK_TOTAL,
          Measure.BRIDGE_MEMORY,
          Measure.BRIDGE_CPU,
          Measure.GATEWAY_READY,
          Measure.PROCESSES,
          Measure.MEMORY,
          Measure.CPU,
          Measure.QUEUED);

  private static final Set<Measure> OF_SESSIONS =
      Set.of(Measure.PROCESSES, Measure.MEMORY, Measure.CPU, Measure.QUEUED);

  private final Map<Measure, MultiGauge> gauges = new EnumMap<>(Measure.class);

  SampleGauges(Metrics metrics) {
    for (Measure level : LEVELS) {
      gauges.put(level, MultiGauge.builder(name(level)).register(metrics.registry()));
    }
  }

  /** The name of a level, as Micrometer writes it. */
  static String name(Measure level) {
    String word = // Prometheus takes a last word «total» for that of a counter
        level.word().replace("-total", "-size").replace('-', '.');
    return "claude.bridge." + (OF_SESSIONS.contains(level) ? "session." : "") + word;
  }

  /** From now on these are shown; sessions that are not among them are shown no more. */
  void show(List<Sample> samples) {
    gauges.forEach(
        (level, gauge) ->
            gauge.register(
                samples.stream()
                    .filter(s -> s.value(level).isPresent())
                    .<MultiGauge.Row<?>>map(s -> row(s, s.value(level).getAsDouble()))
                    .toList(),
                true));
  }

  private static MultiGauge.Row<?> row(Sample sample, double value) {
    Tags tags =
        sample.session() == Sample.HOST
            ? Tags.empty()
            : Tags.of("session", Integer.toString(sample.session()));
    return MultiGauge.Row.of(tags, value);
  }
}
