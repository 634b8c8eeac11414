package io.github.claudebridge.bench;

import io.github.claudebridge.testing.HookStorm;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a hook costs the agent that sends it while another agent sends very many, and what the other
 * sessions' messages take meanwhile. Each rate twice: the first time the bridge has just started.
 */
final class HookBench {
  private static final int SECONDS = 10;
  private static final int MESSAGES = 40;

  private HookBench() {}

  static void run(PrintStream out) throws Exception {
    out.println(
        "| hooks a second | a hook, ms p50 / p99 / longest"
            + " | a message to another pane, ms p50 / p99 |");
    out.println("|---|---|---|");
    try (QuietFleet fleet = QuietFleet.start(2)) {
      row(out, fleet, 10);
      for (int rate : List.of(1_000, 3_000, 1_000, 3_000, 100)) {
        row(out, fleet, rate);
      }
    }
  }

  private static void row(PrintStream out, QuietFleet fleet, int rate) throws Exception {
    HookStorm storm = new HookStorm(fleet.layout(), 2, HookStorm.USUAL);
    List<Double> messages;
    List<Double> hooks;
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      CompletableFuture<List<Double>> blown =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return storm.blow(rate, rate * SECONDS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              beside);
      messages = fleet.deliverTo(1, MESSAGES);
      hooks = blown.get();
    }
    out.printf(
        "| %,d | %s / %s | %s |%n",
        rate,
        Numbers.p50p99(hooks),
        Numbers.shown(Numbers.percentile(hooks, 1)),
        Numbers.p50p99(messages));
    out.flush();
  }
}
