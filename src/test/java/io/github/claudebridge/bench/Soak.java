package io.github.claudebridge.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.bench.BridgeGauge.Reading;
import io.github.claudebridge.journey.CrashOracle;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.CrashRig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One soak, from the first start to the verdict: a storm in which the bridge itself is ended again
 * and again, a warm-up of its last life, and the rest of that life, watched. All of it happens on
 * one thread, so that a seed repeats the order of what is said and broken.
 */
final class Soak {
  /** Agents are killed far more often than in the field: none of it may end with a person. */
  private static final String RULES =
      "recovery:\n  cap-per-hour: 1000\n  quarantine-after: 1000\n  stable-after: 2s\n";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);
  private static final Duration TICK = Duration.ofMillis(20);
  private static final int MOST_WAITING = 40;

  /** So many messages come to their end between two blows, however slow the machine is. */
  private static final int BETWEEN_BLOWS = 12;

  /** Something that is done over and over. */
  private static final class Recurring {
    private final Duration every;
    private final BooleanSupplier ready;
    private final Work work;
    private long next;

    private Recurring(Duration every, Work work) {
      this(every, () -> true, work);
    }

    private Recurring(Duration every, BooleanSupplier ready, Work work) {
      this.every = every;
      this.ready = ready;
      this.work = work;
      this.next = System.nanoTime() + every.toNanos();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private final SoakPlan plan;
  private final PrintStream progress;
  private final Random random;
  private final CrashRig rig;
  private final SoakLoad load;
  private final List<SoakFault> deck = new ArrayList<>();
  private final Map<SoakFault, Integer> faults = new EnumMap<>(SoakFault.class);
  private final List<Reading> samples = new ArrayList<>();
  private final long began = System.nanoTime();
  private int killed;
  private int ended;
  private int waiting;
  private int blowAt;

  /**
   * A soak that has not begun.
   *
   * @param progress where a line goes now and then
   */
  Soak(SoakPlan plan, PrintStream progress) throws Exception {
    this.plan = plan;
    this.progress = progress;
    this.random = new Random(plan.seed());
    this.rig = new CrashRig(plan.sessions(), RULES);
    this.load = new SoakLoad(rig, random);
  }

  /** Does all of it. What is left of a run that failed is kept, and named on {@code progress}. */
  SoakReport run() throws Exception {
    String loadBefore = DeliveryBench.load();
    Thread atInterrupt = new Thread(this::close);
    Runtime.getRuntime().addShutdownHook(atInterrupt); // bridge, tmux and agents are no children
    try {
      progress.printf("soak: seed %d, in %s%n", plan.seed(), rig.root());
      rig.bridge().warmedUp().start(null);
      awaitListening();
      work(plan.stormy(), true, false);
      work(plan.warmUp(), false, false);
      boolean settled = settle();
      BridgeGauge gauge = new BridgeGauge(rig.bridge().pid());
      Reading before = gauge.atRest();
      SortedMap<String, Integer> threads = gauge.threads();
      work(plan.watched(), false, true);
      settled &= settle();
      SoakReport report =
          new SoakReport(
              plan,
              Duration.ofNanos(System.nanoTime() - began),
              loadBefore + " before, " + DeliveryBench.load() + " after",
              load.asked().size(),
              load.bursts(),
              killed,
              ended,
              faults,
              settled,
              new CrashOracle(rig, load.asked()).judge(),
              SoakFiles.judge(rig, load.files()),
              rig.twin().violations().stream().map(Object::toString).toList(),
              CrashOracle.comebacks(rig.bridge().layout().store()),
              Flatness.of(before, gauge.atRest(), samples));
      if (report.problems().isEmpty()) {
        rig.forget();
      } else {
        progress.printf("threads at rest:%n%s before%n%s after%n", threads, gauge.threads());
        progress.println(rig.bridge().logs(40));
      }
      return report;
    } catch (Exception | AssertionError e) {
      progress.println(rig.bridge().logs(60));
      throw e;
    } finally {
      Runtime.getRuntime().removeShutdownHook(atInterrupt);
      rig.close();
    }
  }

  private void close() {
    try {
      rig.close();
    } catch (Exception e) {
      progress.println("soak: not all could be ended: " + e);
    }
  }

  /** What is said before a bridge ever heard a channel is none of its business. */
  private void awaitListening() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> CrashOracle.begun(rig.bridge().layout().store()) == rig.sessions());
    awaitReady(PATIENCE);
  }

  private void work(Duration during, boolean storm, boolean watched) throws Exception {
    List<Recurring> all = new ArrayList<>();
    all.add(new Recurring(Duration.ofMillis(500), this::look));
    all.add(new Recurring(Duration.ofMinutes(1), this::tell));
    all.add(new Recurring(plan.messageEvery(), () -> unlessBehind(load::message)));
    all.add(new Recurring(plan.burstEvery(), () -> unlessBehind(load::burst)));
    all.add(new Recurring(plan.faultEvery(), this::breakSomething));
    if (storm) {
      all.add(new Recurring(plan.bridgeEndEvery(), this::recovered, this::endBridge));
    }
    if (watched) {
      BridgeGauge gauge = new BridgeGauge(rig.bridge().pid());
      all.add(new Recurring(plan.sampleEvery(), () -> samples.add(gauge.now())));
    }
    long until = System.nanoTime() + during.toNanos();
    while (System.nanoTime() < until) {
      for (Recurring each : all) {
        if (System.nanoTime() >= each.next && each.ready.getAsBoolean()) {
          each.work.run();
          each.next = System.nanoTime() + each.every.toNanos();
        }
      }
      TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
    }
  }

  private void look() throws Exception {
    if (!rig.bridge().alive()) {
      throw new IllegalStateException("the bridge has ended, and nobody ended it");
    }
    waiting = load.asked().size() - CrashOracle.settled(rig.bridge().layout().store());
  }

  private void tell() throws Exception {
    rig.twin().forgetRequests();
    progress.printf(
        "soak: %d min, %d messages, %d wait, %d faults, bridge %s%n",
        TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - began),
        load.asked().size(),
        waiting,
        faults.values().stream().mapToInt(Integer::intValue).sum(),
        new BridgeGauge(rig.bridge().pid()).now());
  }

  /** A person who sees nothing come back stops asking, too. */
  private void unlessBehind(Runnable said) {
    if (waiting < MOST_WAITING) {
      said.run();
    }
  }

  /** The next of a shuffled deck: each comes before one comes again. */
  private void breakSomething() throws Exception {
    if (deck.isEmpty()) {
      deck.addAll(Arrays.asList(SoakFault.values()));
      Collections.shuffle(deck, random);
    }
    SoakFault fault = deck.removeLast();
    boolean blow = fault == SoakFault.TMUX_KILLED;
    if (blow && !recovered()) {
      deck.addFirst(fault); // later
    } else if (fault.make(rig, load, random)) {
      faults.merge(fault, 1, Integer::sum);
      blowAt = blow ? settled() : blowAt;
    }
  }

  /** Whether work was done since all was down; if so, all may go down again. */
  private boolean recovered() {
    return settled() - blowAt >= BETWEEN_BLOWS;
  }

  private int settled() {
    return load.asked().size() - waiting;
  }

  /** Two of three times by signal 9, else in good order; messages come while it is away. */
  private void endBridge() throws Exception {
    blowAt = settled();
    if ((killed + ended) % 3 != 1) {
      rig.bridge().kill();
      killed++;
    } else {
      rig.bridge().terminate();
      if (rig.bridge().awaitEnd(PATIENCE).isEmpty()) {
        throw new IllegalStateException("the bridge does not end");
      }
      ended++;
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      load.message();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    }
    rig.bridge().start(null);
  }

  /** Waits until nothing is under way; false if that does not come. */
  private boolean settle() throws Exception {
    try {
      await()
          .atMost(SETTLED_WITHIN)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(
              () -> {
                look();
                return waiting <= 0
                    && CrashOracle.pendingPosts(rig.bridge().layout().store()) == 0;
              });
      awaitReady(SETTLED_WITHIN);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private void awaitReady(Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode health = Json.parse(rig.bridge().api().get("/v1/health"));
              return health.at("/discord/state").asText().equals("ready")
                  && health.path("sessions").size() == rig.sessions()
                  && StreamSupport.stream(health.path("sessions").spliterator(), false)
                      .allMatch(session -> session.path("state").asText().equals("idle"))
                  && IntStream.rangeClosed(1, rig.sessions())
                      .allMatch(n -> rig.agent(n).isPresent());
            });
  }
}
