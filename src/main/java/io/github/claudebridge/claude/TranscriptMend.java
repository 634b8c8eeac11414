package io.github.claudebridge.claude;

import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a transcript fit to be resumed from, while no agent writes it: a line that was cut off by a
 * crash, or zeros that a power cut left, make Claude Code show an empty conversation or end at
 * once. What is cut off stays in a copy beside it.
 */
public final class TranscriptMend {
  private static final Logger log = LoggerFactory.getLogger(TranscriptMend.class);

  /** How much of the end is looked at: no line is longer. */
  private static final int MOST_TAIL = 64 * 1024 * 1024;

  private TranscriptMend() {}

  /**
   * What was mended.
   *
   * @param cut how many bytes were cut off its end
   * @param copy the file as it was before
   */
  public record Mended(long cut, Path copy) {}

  /** Cuts a broken end off; empty where there is none. */
  public static Optional<Mended> mend(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long size = bytes.length();
      int length = (int) Math.min(size, MOST_TAIL);
      byte[] tail = new byte[length];
      bytes.seek(size - length);
      bytes.readFully(tail);
      int good = goodLength(tail);
      if (good == length) {
        return Optional.empty();
      }
      Path copy = copyOf(file);
      Files.copy(
          file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      bytes.setLength(size - length + good);
      bytes.getFD().sync();
      log.warn("the record {} had a broken end of {} bytes, cut off", file, length - good);
      return Optional.of(new Mended(length - good, copy));
    } catch (IOException e) {
      log.warn("the record {} could not be looked at: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Whether a transcript is there, if need be from the copy that a mend left. */
  public static boolean thereOrRestored(Path file) {
    Path copy = copyOf(file);
    if (!Files.exists(file) && Files.exists(copy)) {
      try {
        Files.copy(copy, file, StandardCopyOption.COPY_ATTRIBUTES);
        log.warn("the record {} was missing; it is back from its copy", file);
      } catch (IOException e) {
        log.warn("the record {} is missing, and its copy not readable: {}", file, e.toString());
      }
    }
    return Files.exists(file);
  }

  private static Path copyOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".before-mend");
  }

  /** How many bytes there are up to the last whole line. */
  private static int goodLength(byte[] bytes) {
    int end = bytes.length;
    while (end > 0) {
      int start = lineStart(bytes, end);
      if (whole(bytes, start, end)) {
        return end;
      }
      end = start;
    }
    return 0;
  }

  private static int lineStart(byte[] bytes, int end) {
    int at = end - 1; // the line's own end, or a byte of a line without one
    while (at > 0 && bytes[at - 1] != '\n') {
      at--;
    }
    return Math.max(at, 0);
  }

  private static boolean whole(byte[] bytes, int start, int end) {
    String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    if (line.isBlank() && line.indexOf('\0') < 0) {
      return true; // an empty line harms nobody
    }
    try {
      return Json.parse(line).isObject();
    } catch (BadJsonException broken) {
      log.debug("a broken line: {}", broken.getMessage());
      return false;
    }
  }
}
