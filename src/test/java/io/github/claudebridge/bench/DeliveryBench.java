package io.github.claudebridge.bench;

import io.github.claudebridge.testing.DiscordRig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The delivery benchmark; it prints Markdown tables. */
@Command(
    name = "bench/delivery",
    description = "Measures delivery and prints Markdown tables.",
    sortOptions = false)
public final class DeliveryBench implements Callable<Integer> {
  private enum Part {
    REAL,
    TYPING,
    LATENCY,
    IDLE,
    DP,
    HOOKS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      paramLabel = "PART",
      description = "${COMPLETION-CANDIDATES}; all of them unless some are named.")
  private @Nullable List<Part> parts;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  private boolean help;

  private DeliveryBench() {}

  /** Runs the parts that are named, or all. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new DeliveryBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    for (Part part : parts == null ? List.of(Part.values()) : parts) {
      out.printf("%n## %s%n%nLoad average %s before.%n%n", part, load());
      switch (part) {
        case REAL -> real(out);
        case TYPING -> new TypingBench(out).run(30, 20);
        case LATENCY -> LatencyBench.run(out, 300);
        case IDLE -> LatencyBench.idle(out, 100, 30);
        case DP -> DpBench.run(out);
        case HOOKS -> HookBench.run(out);
      }
      out.printf("%nLoad average %s after.%n", load());
    }
    return 0;
  }

  private static void real(PrintStream out) throws Exception {
    out.println(
        "| class | sent | once, as documented | of these as written | refused with a reason | lost"
            + " | twice | merged | wrapped | changed | p50 / p99 ms |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    try (DiscordRig rig = new DiscordRig()) {
      rig.twin().rateWindows(0.02);
      rig.open();
      Files.writeString(rig.home().project().resolve("notes.txt"), "some notes\n");
      RealDelivery delivery = new RealDelivery(rig);
      for (Corpus.Group group : Corpus.all()) {
        RealDelivery.Result result = delivery.run(group);
        out.println(result.row());
        out.flush();
        result.oddities.forEach(o -> System.err.println(group.name() + ": " + o));
      }
    }
  }

  static String load() throws IOException {
    String all = Files.readString(Path.of("/proc/loadavg"));
    return String.join(" ", List.of(all.split(" ")).subList(0, 3));
  }
}
