package io.github.claudebridge.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.ClaudeHome;
import io.github.claudebridge.testing.ClaudeInstall;
import io.github.claudebridge.testing.ClaudeRig;
import io.github.claudebridge.testing.ModelStub;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The recovery benchmark: from {@code kill -9} of an idle Claude Code to the next prompt that it
 * takes in the same conversation: with the bridge, and with a program that looks every 30 s whether
 * the pane is there and resumes the conversation if not.
 */
@Command(
    name = "bench/recovery",
    description = "Measures recovery from the end of an agent, and prints a Markdown table.",
    sortOptions = false)
public final class RecoveryBench implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration QUICKLY = Duration.ofMillis(3);
  private static final Duration POLL = Duration.ofSeconds(30);

  @Parameters(
      arity = "0..1",
      paramLabel = "ROUNDS",
      description = "How often the agent is killed (default: ${DEFAULT-VALUE}).")
  private int rounds = 15;

  @Option(names = "--poller-only", description = "Only the program that looks every 30 s.")
  private boolean pollerOnly;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  private boolean help;

  private RecoveryBench() {}

  /** Runs all of it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RecoveryBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    out.printf("Load average %s before.%n%n", DeliveryBench.load());
    out.println(
        "| median / worst ms | kills | ended | noticed after that | pause | from then to ready |"
            + " next prompt taken |");
    out.println("|---|---|---|---|---|---|---|");
    if (!pollerOnly) {
      bridge(out, rounds);
    }
    poller(out, Math.max(3, rounds / 2));
    out.printf("%nLoad average %s after.%n", DeliveryBench.load());
    return 0;
  }

  private static void bridge(PrintStream out, int rounds) throws Exception {
    List<Double> ended = new ArrayList<>();
    List<Double> noticed = new ArrayList<>();
    List<Double> paused = new ArrayList<>();
    List<Double> started = new ArrayList<>();
    List<Double> taken = new ArrayList<>();
    // An agent that was up for a second has its tries back, as one in the field after ten minutes.
    String rules =
        "recovery:\n  cap-per-hour: 1000\n  quarantine-after: 1000\n  stable-after: 1s\n";
    try (ClaudeRig rig = new ClaudeRig(rules)) {
      rig.bridge.warmedUp();
      rig.start();
      rig.awaitRung(rig.say("remember this"), "answered");
      for (int i = 0; i < rounds; i++) {
        rig.awaitIdle();
        TimeUnit.MILLISECONDS.sleep(1_500);
        String text = "prompt " + i;
        ProcessHandle agent = rig.agent().orElseThrow();
        CompletableFuture<Instant> end = ProcessEnd.of(agent.pid());
        Instant killed = Instant.now();
        long began = System.nanoTime();
        agent.destroyForcibly();
        TimeUnit.MILLISECONDS.sleep(100); // a person is not quicker
        rig.say(text);
        awaitAsked(rig.model, text);
        taken.add(millisSince(began));
        JsonNode all = rig.recoveries();
        JsonNode last = all.get(all.size() - 1);
        ended.add(millis(killed, end.get()));
        noticed.add(millis(end.get(), time(last, "at")));
        paused.add(millis(time(last, "at"), time(last, "dueAt")));
        started.add(millis(time(last, "dueAt"), time(last, "doneAt")));
        if (!rig.model.conversation().getLast().body().toString().contains("remember this")) {
          throw new IllegalStateException("the conversation did not go on");
        }
      }
    }
    row(out, "the bridge", ended, noticed, paused, started, taken);
  }

  private static void poller(PrintStream out, int rounds) throws Exception {
    List<Double> noticed = new ArrayList<>();
    List<Double> taken = new ArrayList<>();
    Path root = Files.createTempDirectory("cdb");
    String socket = "p" + UUID.randomUUID().toString().substring(0, 8);
    Path claude = ClaudeInstall.required();
    Random random = new Random(1);
    try (ModelStub model = ModelStub.start()) {
      ClaudeHome home = ClaudeHome.trusted(root, model.uri());
      String id = UUID.randomUUID().toString();
      startPane(home, socket, claude, "--session-id=" + id);
      type(home, socket, "remember this");
      awaitAsked(model, "remember this");
      for (int i = 0; i < rounds; i++) {
        TimeUnit.SECONDS.sleep(3); // it says that it is idle before it is busy: let it answer
        awaitIdle(home);
        String text = "prompt " + i;
        long nextLook = System.nanoTime() + (long) (random.nextDouble() * POLL.toNanos());
        ProcessHandle agent = agent(home).orElseThrow();
        CompletableFuture<Instant> end = ProcessEnd.of(agent.pid());
        long began = System.nanoTime();
        agent.destroyForcibly();
        TimeUnit.NANOSECONDS.sleep(nextLook - System.nanoTime());
        while (run(home, "tmux", "-L", socket, "has-session", "-t", "=agent") == 0) {
          TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        noticed.add(millis(end.get(), Instant.now()));
        startPane(home, socket, claude, "--resume=" + id);
        type(home, socket, text);
        while (!asked(model, text, Duration.ofSeconds(2))) { // the Enter was lost
          run(home, "tmux", "-L", socket, "send-keys", "-t", "=agent:", "Enter");
        }
        taken.add(millisSince(began));
      }
      run(home, "tmux", "-L", socket, "kill-server");
    }
    row(out, "a look every 30 s", List.of(), noticed, List.of(), List.of(), taken);
  }

  private static void startPane(ClaudeHome home, String socket, Path claude, String word)
      throws Exception {
    run(
        home, "tmux", "-L", socket, "-f", "/dev/null", "new-session", "-d", "-s", "agent", "-x",
        "200", "-y", "50", "-c", home.project().toString(), claude.toString(), word,
        "--permission-mode=manual");
    awaitIdle(home);
  }

  private static void type(ClaudeHome home, String socket, String text) throws Exception {
    run(home, "tmux", "-L", socket, "send-keys", "-t", "=agent:", "-l", text);
    run(home, "tmux", "-L", socket, "send-keys", "-t", "=agent:", "Enter");
  }

  private static int run(ClaudeHome home, String program, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(home.scrubbed(program, arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor();
  }

  private static Optional<ProcessHandle> agent(ClaudeHome home) throws IOException {
    try (Stream<Path> files = Files.list(home.home().resolve(".claude/sessions"))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.matches("\\d+\\.json"))
          .flatMap(f -> ProcessHandle.of(Long.parseLong(f.replace(".json", ""))).stream())
          .filter(ProcessHandle::isAlive)
          .findFirst();
    }
  }

  private static void awaitIdle(ClaudeHome home) {
    await()
        .atMost(PATIENCE)
        .pollInterval(QUICKLY)
        .ignoreExceptions()
        .until(
            () ->
                agent(home)
                    .flatMap(a -> home.sessionFile(a.pid()))
                    .filter(s -> s.path("status").asText().equals("idle"))
                    .isPresent());
  }

  private static void awaitAsked(ModelStub model, String text) {
    await()
        .atMost(PATIENCE)
        .pollInterval(QUICKLY)
        .until(
            () -> model.conversation().stream().anyMatch(r -> text.equals(r.lastUserText())));
  }

  private static boolean asked(ModelStub model, String text, Duration within)
      throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (System.nanoTime() < end) {
      if (model.conversation().stream().anyMatch(r -> text.equals(r.lastUserText()))) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(QUICKLY.toMillis());
    }
    return false;
  }

  @SafeVarargs
  private static void row(PrintStream out, String name, List<Double>... columns) {
    StringBuilder row =
        new StringBuilder("| " + name + " | " + columns[columns.length - 1].size() + " |");
    for (List<Double> each : columns) {
      row.append(' ').append(each.isEmpty() ? "-" : medianAndWorst(each)).append(" |");
    }
    out.println(row);
    out.flush();
  }

  private static String medianAndWorst(List<Double> millis) {
    return Numbers.shown(Numbers.percentile(millis, 0.5))
        + " / "
        + Numbers.shown(Numbers.percentile(millis, 1));
  }

  private static Instant time(JsonNode attempt, String key) {
    return Instant.parse(attempt.path(key).asText());
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
