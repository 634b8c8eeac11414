package io.github.claudebridge.bench;

import java.util.Arrays;

/** The soak: {@code bench/soak [DURATION] [--seed=N] [--sessions=N]}. */
public final class SoakBench {
  private static final int WRONG_USE = 2;

  private SoakBench() {}

  /** Runs it, prints the report, and ends with 0 if all is as it should be. */
  public static void main(String[] args) throws Exception {
    if (Arrays.stream(args).anyMatch(a -> a.equals("-h") || a.equals("--help"))) {
      System.out.print(SoakPlan.USAGE);
      System.exit(0);
    }
    SoakPlan plan = null;
    try {
      plan = SoakPlan.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println("bench/soak: " + e.getMessage());
      System.err.println("    See: bench/soak --help");
      System.exit(WRONG_USE);
    }
    SoakReport report = new Soak(plan, System.err).run();
    System.out.print(report.markdown());
    System.exit(report.problems().isEmpty() ? 0 : 1);
  }
}
