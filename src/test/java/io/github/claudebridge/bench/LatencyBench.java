package io.github.claudebridge.bench;

import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.testing.TmuxServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** How long the bridge's own part takes, and what it costs while nothing happens. */
final class LatencyBench {
  private static final long PATIENCE = 10_000;
  private static final int WARM = 100;

  private LatencyBench() {}

  /** From the gateway event to the last byte in the pane, and into the pane alone. */
  static void run(PrintStream out, int messages) throws Exception {
    out.println("| one-line message, ms | n | p50 | p99 |");
    out.println("|---|---|---|---|");
    for (int sessions : List.of(1, 100)) {
      try (QuietFleet fleet = QuietFleet.start(sessions)) {
        List<Double> millis = fleet.deliver(WARM, messages);
        row(out, "Discord event to last byte in the pane, " + sessions + " session(s)", millis);
        if (millis.size() < messages) {
          out.println("(" + (messages - millis.size()) + " did not come)");
        }
      }
    }
    intoThePane(out, messages);
  }

  /** What the bridge's process uses of one core with idle sessions. */
  static void idle(PrintStream out, int sessions, int seconds) throws Exception {
    try (QuietFleet fleet = QuietFleet.start(sessions)) {
      fleet.deliver(0, 5);
      Thread.sleep(15_000); // until their marks, six requests in a second, are made
      long before = cpuMillis(fleet.pid());
      long from = System.nanoTime();
      Thread.sleep(seconds * 1_000L);
      double used = cpuMillis(fleet.pid()) - before;
      double wall = (System.nanoTime() - from) / 1e6;
      out.printf(
          "%d idle sessions: the bridge used %.0f ms of %.0f ms, %.2f %% of one core; %d MB resident.%n",
          sessions, used, wall, 100 * used / wall, residentMegabytes(fleet.pid()));
    }
  }

  private static void intoThePane(PrintStream out, int messages) throws Exception {
    try (TmuxServer server = TmuxServer.create();
        Tmux tmux = Tmux.open(server.settings())) {
      Path pipe = server.directory().resolve("bytes");
      try (BytePane bytes = BytePane.at(pipe)) {
        Pane pane = tmux.start(server.spec("claude-session-1", BytePane.command(pipe)));
        Awaitility.await().until(() -> pane.screen().text().startsWith("READY"));
        var shell =
            new PeerTyping.Shell(
                List.of("tmux", "-u", "-L", server.settings().socketName()),
                server.directory().toString(),
                pane.id().value());
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = -WARM; i < messages; i++) { // in turn, so that both meet the same load
          String text = "message " + i + " of a series";
          double our = timed(bytes, () -> {
            pane.paste(text);
            pane.press(Key.ENTER);
          });
          double their =
              i % 3 == 0 ? timed(bytes, () -> PeerTyping.CC_CONNECT.send(shell, text)) : 0;
          if (i >= 0) {
            ours.add(our);
            if (their > 0) {
              theirs.add(their);
            }
          }
        }
        row(out, "into the pane alone: paste and Enter by control mode", ours);
        row(out, "into the pane alone: `send-keys` twice, a process each", theirs);
      }
    }
  }

  private interface Sending {
    void run() throws IOException, InterruptedException;
  }

  private static double timed(BytePane bytes, Sending sending)
      throws IOException, InterruptedException {
    bytes.clear();
    long from = System.nanoTime();
    sending.run();
    return (bytes.awaitEnter(PATIENCE) - from) / 1e6;
  }

  private static void row(PrintStream out, String name, List<Double> millis) {
    out.printf(
        "| %s | %d | %s | %s |%n",
        name,
        millis.size(),
        Numbers.shown(Numbers.percentile(millis, 0.5)),
        Numbers.shown(Numbers.percentile(millis, 0.99)));
    out.flush();
  }

  /** User and system time of a process; a tick is 10 ms on Linux. */
  private static long cpuMillis(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
  }

  private static long residentMegabytes(long pid) throws IOException {
    String[] statm = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ");
    return Long.parseLong(statm[1]) * 4 / 1024;
  }
}
