package io.github.claudebridge.bench;

import io.github.claudebridge.testing.DiscordRig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The delivery benchmark: {@code bench/delivery [real] [typing] [latency] [idle] [dp] [hooks]}, all
 * of them unless some are named. It prints Markdown tables.
 */
public final class DeliveryBench {
  private DeliveryBench() {}

  /** Runs the parts that are named, or all. */
  public static void main(String[] args) throws Exception {
    List<String> parts =
        args.length == 0
            ? List.of("real", "typing", "latency", "idle", "dp", "hooks")
            : List.of(args);
    PrintStream out = System.out;
    for (String part : parts) {
      out.printf("%n## %s%n%nLoad average %s before.%n%n", part, load());
      switch (part) {
        case "real" -> real(out);
        case "typing" -> new TypingBench(out).run(30, 20);
        case "latency" -> LatencyBench.run(out, 300);
        case "idle" -> LatencyBench.idle(out, 100, 30);
        case "dp" -> DpBench.run(out);
        case "hooks" -> HookBench.run(out);
        default -> throw new IllegalArgumentException(
            "'" + part + "' is no part; there are real, typing, latency, idle, dp, hooks");
      }
      out.printf("%nLoad average %s after.%n", load());
    }
    System.exit(0);
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
