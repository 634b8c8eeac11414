package io.github.claudebridge.monitor;

import java.time.Duration;
import java.util.List;
import oshi.software.os.OperatingSystem;

/** The processes as OSHI tells them, for systems that have no {@code /proc}. */
final class OshiProcesses implements ProcessTable {
  private final OperatingSystem system;

  OshiProcesses(OperatingSystem system) {
    this.system = system;
  }

  @Override
  public List<ProcessRow> read() {
    return system.getProcesses().stream()
        .map(
            p ->
                new ProcessRow(
                    p.getProcessID(),
                    p.getParentProcessID(),
                    p.getResidentMemory(),
                    Duration.ofMillis(p.getKernelTime() + p.getUserTime())))
        .toList();
  }
}
