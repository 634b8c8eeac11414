package io.github.claudebridge.bench;

import io.github.claudebridge.config.Durations;
import java.time.Duration;
import java.util.Random;

/**
 * What a soak is to do. Short runs are dense, so that each fault comes; long ones are thinner, so
 * that what is judged at the end still fits into memory.
 *
 * @param duration from the first message to the last
 * @param seed of all random choices; the moments of the machine are not repeated with it
 * @param sessions how many sessions there are, 1 to 20
 */
record SoakPlan(Duration duration, long seed, int sessions) {
  static final Duration SHORTEST = Duration.ofSeconds(30);
  static final String USAGE =
      """
      usage: bench/soak [DURATION] [--seed=N] [--sessions=N]

      Lets the real bridge run for a while, as a process of its own, with demo agents in real tmux
      panes and a stand-in for Discord on loopback: messages, 20 attachments at a time, and faults
      at random. Prints a Markdown report.

        DURATION        such as 90s, 10m or 24h; at least 30s. Default: 5m
        --seed=N        repeats the random choices of a run. Default: another one each time
        --sessions=N    1 to 20. Default: 4
        -h, --help      this

      The bridge itself is killed and restarted in the first third only: what is left of the run is
      one life of it, whose memory, threads and file descriptors have to stay as they are.

      Exit status: 0 nothing lost, nothing doubled, and flat; 1 not so; 2 wrong use.
      Build first: mvn -B test-compile
      """;
  private static final int MOST_MESSAGES = 40_000;
  private static final int MOST_BURSTS = 2_000;
  private static final int MOST_FAULTS = 4_000;
  private static final int MOST_BRIDGE_ENDS = 300;
  private static final int MOST_SAMPLES = 2_000;

  SoakPlan {
    if (duration.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "the duration '" + Durations.format(duration) + "' is too short; give 30s or more");
    }
    if (sessions < 1 || sessions > 20) {
      throw new IllegalArgumentException(
          "--sessions=" + sessions + " cannot be had; give 1 to 20");
    }
  }

  /**
   * Reads the command's arguments.
   *
   * @throws IllegalArgumentException if one cannot be used; its message names it
   */
  static SoakPlan of(String... args) {
    Duration duration = Duration.ofMinutes(5);
    long seed = new Random().nextInt(1_000_000);
    int sessions = 4;
    for (String arg : args) {
      if (arg.startsWith("--seed=")) {
        seed = number(arg);
      } else if (arg.startsWith("--sessions=")) {
        sessions = Math.toIntExact(number(arg));
      } else if (arg.startsWith("-")) {
        throw new IllegalArgumentException("'" + arg + "' is no option of it");
      } else {
        duration = Durations.parse(arg);
      }
    }
    return new SoakPlan(duration, seed, sessions);
  }

  private static long number(String arg) {
    try {
      return Integer.parseInt(arg.substring(arg.indexOf('=') + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + arg + "' needs a whole number behind the =", e);
    }
  }

  /** The part in which the bridge itself is ended, too. */
  Duration stormy() {
    return duration.dividedBy(3);
  }

  /** What follows until the first measurement: by then all classes are loaded and compiled. */
  Duration warmUp() {
    return within(Duration.ofSeconds(15), duration.dividedBy(10), Duration.ofMinutes(10));
  }

  /** The rest, in which nothing may grow. */
  Duration watched() {
    return duration.minus(stormy()).minus(warmUp());
  }

  Duration messageEvery() {
    return longer(Duration.ofMillis(400), duration.dividedBy(MOST_MESSAGES));
  }

  Duration burstEvery() {
    return longer(Duration.ofSeconds(8), duration.dividedBy(MOST_BURSTS));
  }

  Duration faultEvery() {
    return longer(
        within(Duration.ofSeconds(4), duration.dividedBy(30), Duration.ofSeconds(12)),
        duration.dividedBy(MOST_FAULTS));
  }

  Duration bridgeEndEvery() {
    return longer(
        within(Duration.ZERO, stormy().dividedBy(3), Duration.ofSeconds(40)),
        stormy().dividedBy(MOST_BRIDGE_ENDS));
  }

  Duration sampleEvery() {
    return longer(Duration.ofMillis(500), duration.dividedBy(MOST_SAMPLES));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration within(Duration least, Duration wanted, Duration most) {
    return longer(least, wanted.compareTo(most) > 0 ? most : wanted);
  }
}
