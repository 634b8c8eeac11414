package io.github.claudebridge.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the programs that a gone agent left running: a command of its survives it. They are known
 * by the environment that they inherited, whoever their parent is now.
 */
public final class Orphans {
  private static final int MOST_WORDS = 80;

  private final Path proc;
  private final String socket;

  /**
   * @param socket the socket of this bridge, which tells its agents from those of another bridge
   */
  public Orphans(Path socket) {
    this(Path.of("/proc"), socket);
  }

  Orphans(Path proc, Path socket) {
    this.proc = proc;
    this.socket = socket.toString();
  }

  /**
   * A program that was left running.
   *
   * @param process the process
   * @param command the beginning of its command line
   */
  public record Orphan(ProcessHandle process, String command) {
    /** How it is told to people. */
    String words() {
      return command.replace('`', '\'') + " (" + process.pid() + ")";
    }

    /** Asks it to end. */
    void end() {
      process.destroy();
    }
  }

  /** Those of a session, by process id; itself and its own parents are never among them. */
  public List<Orphan> of(int session) {
    List<String> marks =
        List.of("CLAUDE_BRIDGE_SESSION=" + session, "CLAUDE_BRIDGE_SOCKET=" + socket);
    List<Orphan> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(proc)) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("\\d+")).sorted().toList()) {
        if (inherited(process, marks)) {
          long pid = Long.parseLong(process.getFileName().toString());
          ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .filter(h -> !oursOrAbove(h))
              .ifPresent(h -> found.add(new Orphan(h, command(process))));
        }
      }
    } catch (IOException e) { // no /proc, nothing to find
      return List.of();
    }
    return found;
  }

  private static boolean inherited(Path process, List<String> marks) {
    try {
      List<String> environment =
          List.of(
              new String(
                      Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8)
                  .split("\0"));
      return environment.containsAll(marks);
    } catch (IOException notOursOrGone) {
      return false;
    }
  }

  private static boolean oursOrAbove(ProcessHandle process) {
    return Stream.iterate(
            ProcessHandle.current(), java.util.Objects::nonNull, h -> h.parent().orElse(null))
        .anyMatch(process::equals);
  }

  private static String command(Path process) {
    try {
      String words =
          new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
              .replace('\0', ' ')
              .replaceAll("\\s+", " ")
              .strip();
      return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS - 1) + "…";
    } catch (IOException gone) {
      return "?";
    }
  }
}
