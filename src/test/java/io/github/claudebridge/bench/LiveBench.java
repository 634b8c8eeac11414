package io.github.claudebridge.bench;

import io.github.claudebridge.testing.twin.Sent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The live posts' benchmark: {@code bench/live [SECONDS]}. Agents use a tool every second each; it
 * measures from the agent's hook to the edit in the channel, with Discord's limits, and counts
 * requests. It prints a Markdown table.
 */
@Command(
    name = "bench/live",
    description = "Measures how soon live posts show what agents do, and prints a Markdown table.")
public final class LiveBench implements Callable<Integer> {
  private static final Pattern STEP = Pattern.compile("step-(\\d+)-(\\d+)");

  private record Step(int session, int number) {}

  private final Map<Step, Long> fired = new ConcurrentHashMap<>();
  private final CountDownLatch pace = new CountDownLatch(1); // never let go: it only paces

  @Parameters(
      arity = "0..1",
      paramLabel = "SECONDS",
      description = "How long with 1, 20 and 100 sessions each (default: ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  private boolean help;

  private LiveBench() {}

  /** Runs with 1, 20 and 100 sessions. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LiveBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    out.printf("Load average %s before.%n%n", DeliveryBench.load());
    out.println(
        "| sessions | steps | shown themselves, ms p50 / p99 | shown or overtaken, ms p50 / p99"
            + " | posts and edits a minute: all / a session | status 429 |");
    out.println("|---|---|---|---|---|---|");
    for (int sessions : List.of(1, 20, 100)) {
      try (QuietFleet fleet = QuietFleet.start(sessions, 1)) {
        new LiveBench().run(out, fleet, sessions, seconds);
      }
    }
    out.printf("%nLoad average %s after.%n", DeliveryBench.load());
    return 0;
  }

  private void run(PrintStream out, QuietFleet fleet, int sessions, int seconds) throws Exception {
    List<Thread> agents = new ArrayList<>();
    int before = fleet.twin().bodies().size();
    for (int n = 1; n <= sessions; n++) {
      int session = n;
      agents.add(Thread.ofPlatform().start(() -> work(fleet, session, seconds)));
    }
    for (Thread agent : agents) {
      agent.join();
    }
    report(out, fleet, sessions, seconds, before);
  }

  private void work(QuietFleet fleet, int n, int seconds) {
    try {
      pace.await(n * 37L % 1_000, TimeUnit.MILLISECONDS); // they do not all begin at once
      String prompt = "prompt-" + n;
      fleet.begin(n, prompt);
      pace.await(4, TimeUnit.SECONDS); // until the post is there
      for (int i = 0; i < seconds; i++) {
        String id = "tool-" + n + "-" + i;
        fired.put(new Step(n, i), System.nanoTime());
        fleet.tool(n, "PreToolUse", prompt, id, "step-" + n + "-" + i);
        pace.await(1, TimeUnit.SECONDS);
        fleet.tool(n, "PostToolUse", prompt, id, "step-" + n + "-" + i);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("session " + n, e);
    }
  }

  private void report(
      PrintStream out, QuietFleet fleet, int sessions, int seconds, int before) {
    List<Sent> sent = fleet.twin().bodies();
    List<Sent> shows =
        sent.subList(before, sent.size()).stream().filter(s -> s.body().has("content")).toList();
    Map<Integer, List<long[]>> seen = new ConcurrentHashMap<>();
    List<Double> itself = new ArrayList<>();
    for (Sent s : shows) {
      Matcher step = STEP.matcher(s.body().path("content").asText());
      if (step.find()) {
        int n = Integer.parseInt(step.group(1));
        int i = Integer.parseInt(step.group(2));
        seen.computeIfAbsent(n, k -> new ArrayList<>()).add(new long[] {i, s.nanos()});
        itself.add((s.nanos() - fired.get(new Step(n, i))) / 1e6);
      }
    }
    List<Double> overtaken = new ArrayList<>();
    fired.forEach(
        (step, at) ->
            seen.getOrDefault(step.session(), List.of()).stream()
                .filter(s -> s[0] >= step.number())
                .findFirst()
                .ifPresent(s -> overtaken.add((s[1] - at) / 1e6)));
    double minute = shows.size() * 60.0 / (seconds + 4);
    out.printf(
        "| %d | %d | %s | %s | %.0f / %.1f | %d |%n",
        sessions,
        fired.size(),
        Numbers.p50p99(itself),
        Numbers.p50p99(overtaken),
        minute,
        minute / sessions,
        fleet.twin().rateLimited().size());
    out.flush();
  }
}
