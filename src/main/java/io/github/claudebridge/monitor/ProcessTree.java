package io.github.claudebridge.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processes of one moment by their parents, so that whole trees of them can be added up. */
final class ProcessTree {

  /**
   * What a process and all below it use.
   *
   * @param processes how many they are; 0 where there is none
   */
  record Use(int processes, long memory, Duration cpu) {
    static final Use NONE = new Use(0, 0, Duration.ZERO);
  }

  private final Map<Long, ProcessRow> byPid = new HashMap<>();
  private final Map<Long, List<ProcessRow>> byParent = new HashMap<>();

  ProcessTree(Collection<ProcessRow> rows) {
    for (ProcessRow row : rows) {
      byPid.put(row.pid(), row);
      byParent.computeIfAbsent(row.parent(), p -> new java.util.ArrayList<>()).add(row);
    }
  }

  /** What a process and all below it use. */
  Use below(long pid) {
    return add(pid, true);
  }

  /** What a process alone uses. */
  Use alone(long pid) {
    return add(pid, false);
  }

  private Use add(long pid, boolean children) {
    ProcessRow root = byPid.get(pid);
    if (root == null) {
      return Use.NONE;
    }
    int processes = 0;
    long memory = 0;
    Duration cpu = Duration.ZERO;
    Set<Long> seen = new HashSet<>(); // ids are reused: a torn reading must not run in a circle
    Deque<ProcessRow> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      ProcessRow row = open.pop();
      if (!seen.add(row.pid())) {
        continue;
      }
      processes++;
      memory += row.memory();
      cpu = cpu.plus(row.cpu());
      if (children) {
        open.addAll(byParent.getOrDefault(row.pid(), List.of()));
      }
    }
    return new Use(processes, memory, cpu);
  }
}
