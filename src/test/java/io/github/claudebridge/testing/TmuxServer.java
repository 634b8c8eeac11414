package io.github.claudebridge.testing;

import io.github.claudebridge.pane.PaneSpec;
import io.github.claudebridge.pane.TmuxSettings;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A real tmux server on a socket of its own, killed with everything in it when closed.
 *
 * <p>The server itself is started by whoever uses it first.
 */
public final class TmuxServer implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Path directory;
  private final String socketName = "t" + UUID.randomUUID().toString().substring(0, 8);

  private TmuxServer(Path directory) {
    this.directory = directory;
  }

  /** A server whose socket lies in a new directory. */
  public static TmuxServer create() throws IOException {
    return new TmuxServer(Files.createTempDirectory("tmux-test"));
  }

  /** How to reach it; its environment is PATH, LANG and TMUX_TMPDIR. */
  public TmuxSettings settings() {
    return new TmuxSettings("tmux", socketName, environment(), DEADLINE);
  }

  /** A specification of a pane of 100 by 30 in a fresh directory of this server. */
  public PaneSpec spec(String session, List<String> command) throws IOException {
    var home = Files.createDirectories(directory.resolve("home"));
    return new PaneSpec(session, home, Map.of(), command, 100, 30);
  }

  /** A directory that goes away with the server. */
  public Path directory() {
    return directory;
  }

  /** Runs a tmux command beside the bridge, as a person would; its output without line end. */
  public String run(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("tmux", "-u", "-L", socketName));
    command.addAll(List.of(arguments));
    return Programs.run(command, environment(), DEADLINE).out().stripTrailing();
  }

  /** The server's process id. */
  public long pid() throws IOException {
    return Long.parseLong(run("display-message", "-p", "#{pid}"));
  }

  /** Sends a signal such as KILL, STOP or CONT to a process. */
  public static void signal(String name, long pid) throws IOException {
    Programs.run(
        List.of("/bin/kill", "-" + name, Long.toString(pid)), Map.of(), Duration.ofSeconds(5));
  }

  @Override
  public void close() throws IOException {
    run("kill-server");
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH", "/usr/local/bin:/usr/bin:/bin",
        "LANG", "C.UTF-8",
        "TMUX_TMPDIR", directory.toString());
  }
}
