package io.github.claudebridge.monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux' own table of processes. One small file is read for each process, which costs a fraction of
 * what OSHI reads: the sampling of many sessions must not be seen in the load it measures.
 */
final class ProcFs implements ProcessTable {
  private static final Logger log = LoggerFactory.getLogger(ProcFs.class);

  /** The kernel tells times in hundredths of a second, whatever its own tick is (USER_HZ). */
  private static final int MILLIS_PER_TICK = 10;

  private final Path root;
  private final long pageSize;

  /**
   * @param root {@code /proc}
   * @param pageSize the size of a page of memory, in bytes
   */
  ProcFs(Path root, long pageSize) {
    this.root = root;
    this.pageSize = pageSize;
  }

  @Override
  public List<ProcessRow> read() {
    List<ProcessRow> rows = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root, "[0-9]*")) {
      for (Path process : all) {
        row(process).ifPresent(rows::add);
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      log.warn("the processes of this machine cannot be read: {}", e.toString());
    }
    return rows;
  }

  private Optional<ProcessRow> row(Path process) {
    try {
      String stat =
          new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
      return parse(stat);
    } catch (IOException gone) { // it ended meanwhile
      return Optional.empty();
    }
  }

  /** The line of a process; its name may hold anything, so what comes after it is counted. */
  Optional<ProcessRow> parse(String stat) {
    int name = stat.lastIndexOf(')');
    int first = stat.indexOf(' ');
    if (name < 0 || first < 0) {
      return Optional.empty();
    }
    String[] fields = stat.substring(name + 1).strip().split(" ");
    if (fields.length < 22) {
      return Optional.empty();
    }
    try {
      long ticks = 0;
      for (int time = 11; time <= 14; time++) { // utime, stime, cutime, cstime
        ticks += Long.parseLong(fields[time]);
      }
      return Optional.of(
          new ProcessRow(
              Long.parseLong(stat.substring(0, first)),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[21]) * pageSize,
              Duration.ofMillis(ticks * MILLIS_PER_TICK)));
    } catch (NumberFormatException e) {
      log.debug("a line of the process table is not understood", e);
      return Optional.empty();
    }
  }
}
