package io.github.claudebridge.app;

import io.github.claudebridge.access.RecentLog;
import io.github.claudebridge.access.Redactor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code logs/crash-TIME.txt}: what was going on when something of the bridge broke or got stuck,
 * with its versions, the last events, the end of the log and what every thread did. The newest few
 * are kept.
 */
final class CrashReports {
  private static final Logger log = LoggerFactory.getLogger(CrashReports.class);
  private static final int KEPT = 10;
  private static final long MOST_OF_THREADS = 2_000_000;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final InstantSource clock;
  private final Redactor redactor;
  private final LastEvents events;

  CrashReports(Path folder, InstantSource clock, Redactor redactor, LastEvents events) {
    this.folder = folder;
    this.clock = clock;
    this.redactor = redactor;
    this.events = events;
  }

  /** Writes a report; null if it cannot be written, which is logged. */
  synchronized @Nullable Path write(String what, @Nullable Throwable cause) {
    Instant now = clock.instant();
    Path file = folder.resolve("crash-" + NAME.format(now) + ".txt");
    try {
      Files.writeString(
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
          redactor.redact(text(now, what, cause)),
          StandardOpenOption.WRITE);
      prune();
      return file;
    } catch (IOException | RuntimeException e) {
      log.error("the report of a crash could not be written", e);
      return null;
    }
  }

  private String text(Instant now, String what, @Nullable Throwable cause) throws IOException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println(what);
    out.println();
    out.println("at      " + now);
    out.println("bridge  " + Version.current() + ", pid " + ProcessHandle.current().pid());
    out.println("java    " + Runtime.version());
    out.println(
        "system  " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
    Runtime runtime = Runtime.getRuntime();
    out.println(
        "memory  %d of %d MB"
            .formatted(
                (runtime.totalMemory() - runtime.freeMemory()) >> 20, runtime.maxMemory() >> 20));
    if (cause != null) {
      out.println();
      cause.printStackTrace(out);
    }
    out.println("\n--- the last events, oldest first");
    events.lines().forEach(out::println);
    out.println("\n--- the last lines of the log, oldest first");
    RecentLog.lines().forEach(out::println);
    out.println("\n--- threads");
    out.println(threads());
    return text.toString();
  }

  /** Platform and virtual threads; the usual thread dump has no virtual ones. */
  private String threads() throws IOException {
    var diagnostics =
        ManagementFactory.getPlatformMXBean(
            com.sun.management.HotSpotDiagnosticMXBean.class);
    Path dump = folder.resolve("crash-threads.tmp").toAbsolutePath();
    Files.deleteIfExists(dump);
    try {
      diagnostics.dumpThreads(
          dump.toString(),
          com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      try (var in = Files.newInputStream(dump)) {
        return new String(
            in.readNBytes((int) MOST_OF_THREADS), java.nio.charset.StandardCharsets.UTF_8);
      }
    } finally {
      Files.deleteIfExists(dump);
    }
  }

  private void prune() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all =
          files
              .filter(f -> f.getFileName().toString().matches("crash-[\\d-]+\\.txt"))
              .sorted()
              .toList();
    }
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      Files.deleteIfExists(old);
    }
  }
}
