package io.github.claudebridge.cli;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The older parts of a log, packed, such as {@code session_1.2026-11-21.0.log.gz}. */
record LogArchive(Path file) {
  private record Part(Path path, String day, int number) {}

  /** Reads the lines of all parts that were still written to at a time, the oldest first. */
  void read(Instant since, Consumer<String> lines) throws IOException {
    for (Part part : parts()) {
      try {
        if (!Files.getLastModifiedTime(part.path()).toInstant().isBefore(since)) {
          read(part.path(), lines);
        }
      } catch (NoSuchFileException swept) {
        continue; // it was too old meanwhile
      }
    }
  }

  private static void read(Path part, Consumer<String> lines) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(part)), StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines.accept(line);
      }
    } catch (EOFException | ZipException cut) {
      lines.accept("(" + part.getFileName() + " ends in the middle: " + cut.getMessage() + ")");
    }
  }

  private List<Part> parts() throws IOException {
    var name = file.getFileName().toString();
    var stem = name.substring(0, name.length() - ".log".length());
    var pattern =
        Pattern.compile(Pattern.quote(stem) + "\\.(\\d{4}-\\d\\d-\\d\\d)\\.(\\d{1,6})\\.log\\.gz");
    try (Stream<Path> all = Files.list(file.getParent())) {
      return all.flatMap(
              path -> {
                var match = pattern.matcher(path.getFileName().toString());
                return match.matches()
                    ? Stream.of(new Part(path, match.group(1), Integer.parseInt(match.group(2))))
                    : Stream.empty();
              })
          .sorted(Comparator.comparing(Part::day).thenComparing(Part::number))
          .toList();
    }
  }
}
