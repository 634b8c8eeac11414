package io.github.claudebridge.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures the bridge, its machine and each session's whole tree of processes. Processor time is
 * told as the share of one core since the sample before; the first sample of a tree has none.
 */
final class Sampler {

  /** One session, as the sampler has to know it. */
  interface Measured {
    int number();

    /** The process that its pane runs; empty where there is none. */
    OptionalLong process();

    /** How many messages wait for it. */
    int queued();
  }

  private record Before(long process, Duration cpu, Instant at) {}

  private final Machine machine;
  private final ProcessTable processes;
  private final Metrics metrics;
  private final long bridge;
  private final Map<Integer, Before> before = new HashMap<>();

  /**
   * @param bridge the bridge's own process id
   */
  Sampler(Machine machine, ProcessTable processes, Metrics metrics, long bridge) {
    this.machine = machine;
    this.processes = processes;
    this.metrics = metrics;
    this.bridge = bridge;
  }

  /**
   * Takes a sample of everything; the one of the machine is the first.
   *
   * @param gatewayReady whether Discord is connected; empty where it is not meant to be
   */
  List<Sample> take(
      Instant at, Iterable<? extends Measured> sessions, Optional<Boolean> gatewayReady) {
    ProcessTree tree = new ProcessTree(processes.read());
    List<Sample> samples = new ArrayList<>();
    samples.add(host(at, tree, gatewayReady));
    Map<Integer, Before> now = new HashMap<>();
    now.put(Sample.HOST, before.get(Sample.HOST));
    for (Measured session : sessions) {
      Map<Measure, Double> values = new EnumMap<>(Measure.class);
      values.put(Measure.QUEUED, (double) session.queued());
      values.put(Measure.RESTARTS, metrics.takeRestarts(session.number()));
      OptionalLong process = session.process();
      ProcessTree.Use use =
          process.isPresent() ? tree.below(process.getAsLong()) : ProcessTree.Use.NONE;
      values.put(Measure.PROCESSES, (double) use.processes());
      values.put(Measure.MEMORY, (double) use.memory());
      if (use.processes() > 0) {
        Before mine = new Before(process.getAsLong(), use.cpu(), at);
        cpu(before.get(session.number()), mine, Measure.CPU, values);
        now.put(session.number(), mine);
      }
      samples.add(new Sample(at, session.number(), values));
    }
    before.keySet().retainAll(now.keySet());
    before.putAll(now);
    return samples;
  }

  private Sample host(Instant at, ProcessTree tree, Optional<Boolean> gatewayReady) {
    Map<Measure, Double> values = new EnumMap<>(metrics.take());
    Machine.Look look = machine.look();
    values.put(Measure.HOST_CPU, look.cpu());
    if (look.load() >= 0) {
      values.put(Measure.HOST_LOAD, look.load());
    }
    space(look.memory(), Measure.HOST_MEMORY_USED, Measure.HOST_MEMORY_TOTAL, values);
    space(look.disk(), Measure.DISK_USED, Measure.DISK_TOTAL, values);
    ProcessTree.Use own = tree.alone(bridge);
    values.put(Measure.BRIDGE_MEMORY, (double) own.memory());
    Before mine = new Before(bridge, own.cpu(), at);
    cpu(before.get(Sample.HOST), mine, Measure.BRIDGE_CPU, values);
    before.put(Sample.HOST, mine);
    gatewayReady.ifPresent(ready -> values.put(Measure.GATEWAY_READY, ready ? 1.0 : 0.0));
    return new Sample(at, Sample.HOST, values);
  }

  private static void space(
      Machine.Space space, Measure used, Measure total, Map<Measure, Double> values) {
    if (space.total() > 0) {
      values.put(used, (double) space.used());
      values.put(total, (double) space.total());
    }
  }

  /**
   * A child that ends takes its time along unless it is waited for: less than nothing is nothing.
   */
  private static void cpu(
      @org.jspecify.annotations.Nullable Before then,
      Before now,
      Measure measure,
      Map<Measure, Double> values) {
    if (then == null || then.process() != now.process() || !then.at().isBefore(now.at())) {
      return;
    }
    double spent = now.cpu().minus(then.cpu()).toNanos();
    double passed = Duration.between(then.at(), now.at()).toNanos();
    values.put(measure, Math.max(0, 100 * spent / passed));
  }
}
