package io.github.claudebridge.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the system says about processes that it killed for want of memory: a count in the control
 * group that the bridge, its tmux server and the agents share.
 */
public final class MemoryEvidence {
  private static final Pattern COUNT = Pattern.compile("(?m)^oom_kill (\\d+)$");
  private static final Pattern OLD_GROUP =
      Pattern.compile("(?m)^\\d+:([^:]*,)?memory(,[^:]*)?:(.*)$");
  private static final Pattern NEW_GROUP = Pattern.compile("(?m)^0::(.*)$");

  /** What a look says. */
  enum Verdict {
    /** There was such a kill since the look before. */
    KILLED_SINCE,
    /** There was none. */
    NONE,
    /** The system does not tell. */
    UNREADABLE
  }

  private final Path groupOfOurs;
  private final Path groups;
  private long before;

  /** Reads the groups of this machine. */
  public MemoryEvidence() {
    this(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  MemoryEvidence(Path groupOfOurs, Path groups) {
    this.groupOfOurs = groupOfOurs;
    this.groups = groups;
    this.before = count().orElse(0);
  }

  synchronized Verdict look() {
    OptionalLong now = count();
    if (now.isEmpty()) {
      return Verdict.UNREADABLE;
    }
    boolean more = now.getAsLong() > before;
    before = now.getAsLong();
    return more ? Verdict.KILLED_SINCE : Verdict.NONE;
  }

  private OptionalLong count() {
    String mine;
    try {
      mine = Files.readString(groupOfOurs);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    for (Path file : files(mine)) {
      try {
        Matcher found = COUNT.matcher(Files.readString(file));
        if (found.find()) {
          return OptionalLong.of(Long.parseLong(found.group(1)));
        }
      } catch (IOException notHere) {
        continue;
      }
    }
    return OptionalLong.empty();
  }

  /** Where the count may be: in the new layout, the old one, and what a container shows of it. */
  private List<Path> files(String mine) {
    Matcher fresh = NEW_GROUP.matcher(mine);
    Matcher old = OLD_GROUP.matcher(mine);
    String freshPath = fresh.find() ? fresh.group(1) : "/";
    String oldPath = old.find() ? old.group(3) : "/";
    return List.of(
        groups.resolve("." + freshPath).resolve("memory.events").normalize(),
        groups.resolve("memory.events"),
        groups.resolve("memory").resolve("." + oldPath).resolve("memory.oom_control").normalize(),
        groups.resolve("memory").resolve("memory.oom_control"));
  }
}
