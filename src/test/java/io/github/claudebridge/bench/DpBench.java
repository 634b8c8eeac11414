package io.github.claudebridge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code dp} costs its caller, from the start of the process to its end, beside the least that
 * it could cost (curl asking the bridge something), beside a curl that asks nobody, which shows
 * what the machine makes of a small program, and beside a JVM that does nothing.
 */
final class DpBench {
  private static final int TIMES = 60;
  private static final double WANTED = 15;
  private static final int WARMING = 50;

  private DpBench() {}

  static void run(PrintStream out) throws Exception {
    out.println(
        "| whole process, ms p50 / p99 | n | `dp` | curl alone | curl that asks nobody"
            + " | a JVM alone | under 15 ms, of these | the first, of these |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (int i = 0; i < WARMING; i++) {
      timed(List.of("true"), Path.of("/")); // this program is not to be measured
    }
    try (QuietFleet fleet = QuietFleet.start(1)) {
      Path socket = fleet.socket();
      Map<String, List<String>> commands = new LinkedHashMap<>();
      commands.put("dp", List.of(Path.of("bin/dp").toAbsolutePath().toString(), "1", "a line"));
      commands.put(
          "curl",
          List.of(
              "curl", "-q", "-s", "--unix-socket", socket.toString(), "http://localhost/v1/none"));
      commands.put("nobody", List.of("curl", "-q", "--version"));
      commands.put("jvm", List.of(System.getProperty("java.home") + "/bin/java", "-version"));
      row(out, "the bridge just started, a call every 100 ms", socket, commands, 100);
      row(out, "the same, later", socket, commands, 100);
      row(out, "one call after the other", socket, commands, 0);
    }
  }

  /** The commands in turn, so that all meet the same load. */
  private static void row(
      PrintStream out, String name, Path socket, Map<String, List<String>> commands, long pause)
      throws Exception {
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    for (int i = 0; i < TIMES; i++) {
      for (var command : commands.entrySet()) {
        TimeUnit.MILLISECONDS.sleep(pause); // as far apart as an agent's calls, or not at all
        millis
            .computeIfAbsent(command.getKey(), k -> new ArrayList<>())
            .add(timed(command.getValue(), socket));
      }
    }
    out.printf("| %s | %d ", name, TIMES);
    millis.values().forEach(m -> out.printf("| %s ", Numbers.p50p99(m)));
    out.printf("| %s ", each(millis, m -> m.stream().filter(t -> t < WANTED).count()));
    out.printf("| %s |%n", each(millis, m -> Math.round(m.getFirst())));
  }

  private static String each(
      Map<String, List<Double>> millis, Function<List<Double>, Long> number) {
    return millis.values().stream()
        .map(number)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static double timed(List<String> command, Path socket)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLAUDE_BRIDGE_SOCKET", socket.toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long from = System.nanoTime();
    int status = builder.start().waitFor();
    double took = (System.nanoTime() - from) / 1e6;
    if (status != 0) {
      throw new IllegalStateException(command + " ended with " + status);
    }
    return took;
  }
}
