package io.github.claudebridge.testing;

import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;

/**
 * The bridge's classes in one archive, as people have them, and a cache of what a start of it
 * loads, with which Java needs half the time. Both are made by the first test of a build that
 * starts a bridge, and kept in {@code target/packed} until the classes change.
 *
 * <p>With folders in place of the archive each class that is met late would need a file descriptor
 * of its own, and Java could use no cache (<a href="https://openjdk.org/jeps/514">JEP 514</a>).
 */
final class Packed {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path FOLDER = Path.of("target/packed").toAbsolutePath();
  private static final Path ARCHIVE = FOLDER.resolve("bridge.jar");

  /** The cache, or where it would be. */
  static final Path CACHE = FOLDER.resolve("bridge.aot");

  private Packed() {}

  /** The class path of the bridge and of the demo's agents: no tests, nothing but archives. */
  static String classPath() {
    List<Path> given =
        Arrays.stream(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(":"))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(entry -> !entry.endsWith("test-classes"))
            .toList();
    List<Path> folders = given.stream().filter(Files::isDirectory).toList();
    once(ARCHIVE, archive -> archive.toMillis() >= newest(folders), () -> pack(folders));
    return Stream.concat(
            Stream.of(ARCHIVE), given.stream().filter(Predicate.not(Files::isDirectory)))
        .map(Path::toString)
        .collect(Collectors.joining(":"));
  }

  /** What Java has to be told to use the cache; one that does not fit is left aside. */
  static List<String> cached() {
    return List.of("-XX:AOTCache=" + CACHE, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /** Makes the cache, unless it is there. */
  static void makeCache() {
    classPath();
    once(CACHE, cache -> cache.compareTo(modified(ARCHIVE)) >= 0, Packed::rehearse);
  }

  /** A start with Discord, a message and its answer, and an orderly end, which writes the cache. */
  private static void rehearse() throws Exception {
    try (CrashRig rig = new CrashRig(1)) {
      BridgeProcess bridge = rig.bridge().java(List.of("-XX:AOTCacheOutput=" + CACHE));
      bridge.start(null);
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  Json.parse(bridge.api().get("/v1/sessions/1"))
                      .path("state")
                      .asText()
                      .equals("idle"));
      rig.twin().say(CrashRig.channel(1), CrashRig.ANN, "a rehearsal");
      Awaitility.await().atMost(PATIENCE).until(() -> rig.transcript(1).size() > 1);
      bridge.terminate();
      OptionalInt code = bridge.awaitEnd(PATIENCE);
      if (code.orElse(-1) != 0 || !Files.exists(CACHE)) {
        throw new IllegalStateException("no cache was made: " + code + "\n" + bridge.logs(40));
      }
      rig.forget();
    }
  }

  private static void pack(List<Path> folders) throws IOException {
    Path part = FOLDER.resolve("bridge.jar.part");
    try (var out = new JarOutputStream(Files.newOutputStream(part))) {
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
            Files.copy(file, out);
          }
        }
      }
    }
    Files.move(part, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long newest(List<Path> folders) {
    return folders.stream()
        .flatMap(
            folder -> {
              try (Stream<Path> files = Files.walk(folder)) {
                return files.toList().stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .map(Packed::modified)
        .max(Comparator.naturalOrder())
        .map(FileTime::toMillis)
        .orElse(0L);
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** One process at a time, and only if the file is not there or not good any more. */
  private static synchronized void once(Path file, Predicate<FileTime> good, Work work) {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel lock =
              FileChannel.open(
                  FOLDER.resolve(file.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (!Files.exists(file) || !good.test(modified(file))) {
          work.run();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(file + " cannot be made", e);
    }
  }
}
