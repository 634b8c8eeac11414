package io.github.claudebridge.app;

/**
 * How many of the system's threads carry Java's virtual threads: far more than the machine has
 * cores, which is what Java would take.
 *
 * <p>A virtual thread that has to wait for a lock while a class is loaded or initialized for it
 * keeps its carrier (<a href="https://openjdk.org/jeps/491">JEP 491</a>, future work). If all
 * carriers are kept so, and whoever has the lock is a virtual thread without one, nothing goes on
 * any more, ever: on two cores a bridge under load came to that in its first seconds, when many
 * classes are met for the first time. A carrier is made when it is needed, and ends when it is not.
 */
public final class Carriers {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int ENOUGH = 64;

  private Carriers() {}

  /** Sets it, unless the operator did; to be called before the first virtual thread is made. */
  public static void provide() {
    if (System.getProperty(PARALLELISM) == null) {
      int cores = Runtime.getRuntime().availableProcessors();
      System.setProperty(PARALLELISM, Integer.toString(Math.max(ENOUGH, cores)));
    }
  }
}
