package io.github.claudebridge.monitor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** This machine, seen through OSHI. */
public final class OshiMachine implements Machine {
  private static final Logger log = LoggerFactory.getLogger(OshiMachine.class);
  private static final Path PROC = Path.of("/proc");

  private final SystemInfo system = new SystemInfo();
  private final CentralProcessor processor = system.getHardware().getProcessor();
  private final GlobalMemory memory = system.getHardware().getMemory();
  private final Path state;
  private long[] ticks = processor.getSystemCpuLoadTicks();

  /**
   * @param state a directory of the disk that is watched
   */
  public OshiMachine(Path state) {
    this.state = state;
  }

  /** The processes of this machine. */
  ProcessTable processes() {
    return Files.isReadable(PROC.resolve("self/stat"))
        ? new ProcFs(PROC, memory.getPageSize())
        : new OshiProcesses(system.getOperatingSystem());
  }

  @Override
  public Look look() {
    long[] now = processor.getSystemCpuLoadTicks();
    double busy = processor.getSystemCpuLoadBetweenTicks(ticks, now);
    ticks = now;
    return new Look(
        Math.clamp(100 * busy, 0, 100), processor.getSystemLoadAverage(1)[0], memory(), disk());
  }

  @Override
  public Space memory() {
    return new Space(memory.getAvailable(), memory.getTotal());
  }

  private Space disk() {
    try {
      FileStore disk = Files.getFileStore(state);
      return new Space(disk.getUsableSpace(), disk.getTotalSpace());
    } catch (IOException e) {
      log.warn("the disk of {} cannot be looked at: {}", state, e.toString());
      return new Space(0, 0);
    }
  }
}
