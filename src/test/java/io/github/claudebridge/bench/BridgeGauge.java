package io.github.claudebridge.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what the bridge's process uses, from {@code /proc} and from its Java. */
final class BridgeGauge {
  private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d+)");

  /** Java's own pools under virtual threads and HTTP, which grow and shrink with the load. */
  private static final Pattern ELASTIC = Pattern.compile("ForkJoinPool-.*|HttpClient-N-Wo.*");

  private static final Pattern GENERATION =
      Pattern.compile("(?mi)(?:DefNew|Tenured|garbage-first)[^\\n]*? used (\\d+)K");
  private static final int READINGS = 5;

  private final long pid;

  BridgeGauge(long pid) {
    this.pid = pid;
  }

  /**
   * What a process uses.
   *
   * @param rss resident memory, in bytes
   * @param heap what lives in Java's heap after a collection, in bytes; 0 where that was not asked
   * @param threads the system's threads, without those of pools that grow and shrink by themselves
   * @param files open file descriptors
   */
  record Reading(long rss, long heap, long threads, long files) {
    /** Each value's median. */
    static Reading median(List<Reading> all) {
      return new Reading(
          middle(all, Reading::rss),
          middle(all, Reading::heap),
          middle(all, Reading::threads),
          middle(all, Reading::files));
    }

    private static long middle(List<Reading> all, ToLongFunction<Reading> value) {
      return all.stream().mapToLong(value).sorted().skip(all.size() / 2).findFirst().orElseThrow();
    }
  }

  /** As it is at this moment. */
  Reading now() throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Matcher rss = RSS.matcher(Files.readString(process.resolve("status")));
    if (!rss.find()) {
      throw new IOException(process + "/status tells of no memory");
    }
    long threads =
        threads().entrySet().stream()
            .filter(each -> !ELASTIC.matcher(each.getKey()).matches())
            .mapToLong(Map.Entry::getValue)
            .sum();
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new Reading(Long.parseLong(rss.group(1)) * 1024, 0, threads, files.count());
    }
  }

  /** How many threads of each name there are, their numbers left out. */
  SortedMap<String, Integer> threads() throws IOException {
    SortedMap<String, Integer> names = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path task : tasks.toList()) {
        try {
          String name = Files.readString(task.resolve("comm")).strip().replaceAll("[0-9]+", "N");
          names.merge(name, 1, Integer::sum);
        } catch (IOException ended) {
          names.merge("ended meanwhile", 1, Integer::sum);
        }
      }
    }
    return names;
  }

  /** As it is when all that nobody needs is gone: Java collects first. The bridge must be idle. */
  Reading atRest() throws IOException, InterruptedException {
    List<Reading> all = new ArrayList<>();
    for (int i = 0; i < READINGS; i++) {
      jcmd("GC.run");
      TimeUnit.MILLISECONDS.sleep(300);
      long heap = heap(jcmd("GC.heap_info"));
      Reading now = now();
      all.add(new Reading(now.rss(), heap, now.threads(), now.files()));
    }
    return Reading.median(all);
  }

  static long heap(String report) {
    Matcher generation = GENERATION.matcher(report);
    long used = 0;
    while (generation.find()) {
      used += Long.parseLong(generation.group(1)) * 1024;
    }
    if (used == 0) {
      throw new IllegalStateException("jcmd tells of no heap: " + report);
    }
    return used;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new IOException("jcmd " + pid + " " + command + ": " + said.strip());
    }
    return said;
  }
}
