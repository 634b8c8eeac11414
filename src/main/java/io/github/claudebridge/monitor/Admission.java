package io.github.claudebridge.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Decides whether one more agent fits into the machine's memory. What was promised to an agent that
 * has just been started counts as used until it had the time to use it, so that several starts at
 * once do not all count on the same room.
 */
public final class Admission {
  private static final Duration SETTLED = Duration.ofSeconds(30);

  /**
   * What was decided.
   *
   * @param free what can be had of the machine's memory, promises taken off
   * @param wanted what an agent of the kind takes
   * @param measured whether that was measured, and not estimated
   * @param reserve what is kept free
   */
  public record Verdict(boolean admitted, long free, long wanted, boolean measured, long reserve) {

    /** Why there is no room, with the numbers. */
    public String words() {
      return "not enough memory: "
          + Amount.bytes(Math.max(0, free))
          + " can be had, an agent takes about "
          + Amount.bytes(wanted)
          + (measured ? " (measured)" : " (estimated)")
          + ", and "
          + Amount.bytes(reserve)
          + " are kept free";
    }

    /** What can be done about it. */
    public String mend() {
      return "stop a session (vai stop N keeps its conversation), set sessions.park-idle, or lower"
          + " sessions.memory-reserve"
          + (measured ? "" : " or sessions.memory-estimate");
    }
  }

  private record Promise(Instant until, long bytes) {}

  private final Machine machine;
  private final long estimate;
  private final long reserve;
  private final Function<String, OptionalDouble> measured;
  private final InstantSource clock;
  private final Deque<Promise> promises = new ArrayDeque<>();

  /**
   * @param estimate what an agent takes as long as none of its kind was measured
   * @param reserve what is kept free
   * @param measured what agents of a kind take at the moment, on average; empty where none runs
   */
  public Admission(
      Machine machine,
      long estimate,
      long reserve,
      Function<String, OptionalDouble> measured,
      InstantSource clock) {
    this.machine = machine;
    this.estimate = estimate;
    this.reserve = reserve;
    this.measured = measured;
    this.clock = clock;
  }

  /** Whether an agent of this kind would fit now; nothing is promised. */
  public synchronized Verdict look(String agent) {
    OptionalDouble seen = measured.apply(agent);
    long wanted = seen.isPresent() ? Math.round(seen.getAsDouble()) : estimate;
    Instant now = clock.instant();
    promises.removeIf(p -> !p.until().isAfter(now));
    long promised = promises.stream().mapToLong(Promise::bytes).sum();
    long free = machine.memory().free() - promised;
    return new Verdict(free - wanted >= reserve, free, wanted, seen.isPresent(), reserve);
  }

  /** Admits an agent of this kind if it fits, and then keeps the room for it. */
  public synchronized Verdict admit(String agent) {
    Verdict verdict = look(agent);
    if (verdict.admitted()) {
      promises.add(new Promise(clock.instant().plus(SETTLED), verdict.wanted()));
    }
    return verdict;
  }
}
