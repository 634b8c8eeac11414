package io.github.claudebridge.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Lets a process and its children have no more processes and threads than they have now, by a
 * control group of their own: the limit of {@code prlimit} does not count for root.
 */
public final class ProcessLimit implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final Path group;
  private final Path parent;

  private ProcessLimit(Path parent, Path group) {
    this.parent = parent;
    this.group = group;
  }

  /** Limits a process to what it has; skips the test where this machine does not let us. */
  public static ProcessLimit of(long pid) throws Exception {
    Path parent = Files.isDirectory(ROOT.resolve("pids")) ? ROOT.resolve("pids") : ROOT;
    Path group = parent.resolve("cdb-" + pid);
    try {
      Files.createDirectory(group);
      if (!Files.exists(group.resolve("pids.max"))) {
        Files.delete(group);
        throw new IOException("no controller of processes in " + parent);
      }
      ProcessLimit limit = new ProcessLimit(parent, group);
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
      String now = Files.readString(group.resolve("pids.current")).strip();
      Files.writeString(group.resolve("pids.max"), now);
      return limit;
    } catch (IOException e) {
      return Skip.aloud("control groups cannot be made here, so processes do not run out: " + e);
    }
  }

  /** Lets them have as many as they like. */
  public void lift() throws IOException {
    Files.writeString(group.resolve("pids.max"), "max");
  }

  @Override
  public void close() throws IOException {
    lift();
    try (Stream<String> left = Files.lines(group.resolve("cgroup.procs"))) {
      for (String pid : left.toList()) {
        Files.writeString(parent.resolve("cgroup.procs"), pid);
      }
    }
    Files.delete(group);
  }
}
