package io.github.claudebridge.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log to its end and on. When another file takes its place, the old one is read to its end
 * first: it stays open until then, whatever it is called by that time.
 */
final class LogFollow implements AutoCloseable {
  private final Path file;
  private final Consumer<String> lines;
  private final Runnable pause;
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private @Nullable RandomAccessFile open;
  private @Nullable Object key;

  /**
   * @param lines takes each line that is complete
   * @param pause told each time that there are no more for now
   */
  LogFollow(Path file, Consumer<String> lines, Runnable pause) {
    this.file = file;
    this.lines = lines;
    this.pause = pause;
  }

  /** Reads what is there; a line that is not complete yet waits for its end. */
  void read() throws IOException {
    drain();
    Object now = key();
    if (now != null && !now.equals(key)) {
      drain(); // what was written between the last look and the change of places
      finish();
      reopen(now);
      drain();
    }
    pause.run();
  }

  /** Opens the file that has the name now; it may change places again while that is done. */
  private void reopen(Object expected) throws IOException {
    key = expected;
    do {
      close();
      expected = key;
      try {
        open = new RandomAccessFile(file.toFile(), "r");
      } catch (FileNotFoundException e) { // its successor will be told of
        key = null;
        return;
      }
      key = key();
    } while (key != null && !key.equals(expected));
  }

  /** What tells the file from another one of its name; null while there is none. */
  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void drain() throws IOException {
    RandomAccessFile in = open;
    if (in == null) {
      return;
    }
    if (in.length() < in.getFilePointer()) { // emptied in place
      in.seek(0);
      part.reset();
    }
    var buffer = new byte[1 << 16];
    for (var count = in.read(buffer); count > 0; count = in.read(buffer)) {
      take(buffer, count);
    }
  }

  /** The last line if it has no end, for a reader that does not follow. */
  void finish() {
    if (part.size() > 0) {
      lines.accept(part.toString(StandardCharsets.UTF_8));
      part.reset();
    }
  }

  /** Reads on with each change that the system tells of, until told to stop. */
  void follow(BooleanSupplier stop) throws IOException, InterruptedException {
    try (var watch = file.getFileSystem().newWatchService()) {
      file.getParent()
          .register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      read();
      while (!stop.getAsBoolean()) {
        var change = watch.poll(1, TimeUnit.SECONDS); // to see that nobody reads us any more
        if (change != null) {
          change.pollEvents();
          change.reset();
          read();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private void take(byte[] buffer, int count) {
    for (var i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        var line = part.toString(StandardCharsets.UTF_8);
        lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        part.reset();
      } else {
        part.write(buffer[i]);
      }
    }
  }
}
