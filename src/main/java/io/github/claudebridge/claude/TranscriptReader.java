package io.github.claudebridge.claude;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a growing transcript from a byte offset, whole lines only. Not for several threads.
 *
 * <p>The offset given with a line is where to go on after it, also in another life of the bridge.
 * Where one line of the file holds several things, only the last of them moves the offset. A file
 * that shrank is begun again only if it is another file; the same file cut short is followed from
 * its new end, since reading it again would repeat what was said.
 */
public final class TranscriptReader {
  private static final Logger log = LoggerFactory.getLogger(TranscriptReader.class);
  static final int MAX_LINE = 32 * 1024 * 1024;
  private static final int CHUNK = 64 * 1024;

  /** Takes what is read, in order. */
  @FunctionalInterface
  public interface Sink {
    /** One thing read, and the byte offset to go on from once it is dealt with. */
    void line(TranscriptLine line, long offsetAfterLine);
  }

  private final Path file;
  private final int maxLine;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private boolean skipping;
  private long position;
  private long nextLine;
  private @Nullable Object identity;

  /** Reads from a byte offset that an earlier line gave, or from 0. */
  public TranscriptReader(Path file, long offset) {
    this(file, offset, MAX_LINE);
  }

  TranscriptReader(Path file, long offset, int maxLine) {
    this.file = file;
    this.position = offset;
    this.nextLine = offset;
    this.maxLine = maxLine;
  }

  /** Gives all whole lines that are new since the last call; a missing file has none. */
  public void read(Sink sink) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      settle(channel.size());
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (channel.read(chunk.clear(), position) > 0) {
        take(chunk.array(), chunk.position(), sink);
      }
    } catch (NoSuchFileException notYet) {
      log.debug("{} does not exist yet", file);
    } catch (ClosedByInterruptException closing) {
      log.debug("Stopped reading {}", file);
    }
  }

  /** Finds out whether this is still the file that was read before. */
  private void settle(long size) throws IOException {
    Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    boolean another = identity != null && !identity.equals(now);
    identity = now;
    if (size >= position) {
      return;
    }
    partial.reset();
    skipping = false;
    if (another) {
      log.info("{} is a new file, reading it from its start", file);
      position = 0;
    } else {
      log.warn("{} shrank from {} to {} bytes, going on at its end", file, position, size);
      position = size;
    }
    nextLine = position;
  }

  private void take(byte[] bytes, int length, Sink sink) {
    long base = position;
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, start, i);
        start = i + 1;
        // Moved on before the sink is called: a sink that throws loses its line, no other.
        position = base + start;
        deliver(sink);
      }
    }
    keep(bytes, start, length);
    position = base + length;
  }

  private void keep(byte[] bytes, int from, int to) {
    if (skipping || partial.size() + (to - from) > maxLine) {
      skipping = true;
      partial.reset();
    } else {
      partial.write(bytes, from, to - from);
    }
  }

  private void deliver(Sink sink) {
    long lineStart = nextLine;
    nextLine = position;
    List<TranscriptLine> lines;
    if (skipping) {
      log.warn("Skipped a line of more than {} bytes in {}", maxLine, file);
      lines = List.of(new TranscriptLine.Other("too-long"));
    } else {
      lines = TranscriptLine.parse(partial.toString(StandardCharsets.UTF_8));
    }
    partial.reset();
    skipping = false;
    for (int i = 0; i < lines.size(); i++) {
      sink.line(lines.get(i), i == lines.size() - 1 ? nextLine : lineStart);
    }
  }
}
