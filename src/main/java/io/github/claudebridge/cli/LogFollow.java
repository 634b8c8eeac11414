package io.github.claudebridge.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a log to its end and on, also when another file takes its place. */
final class LogFollow {
  private final Path file;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private @Nullable Object key;
  private long position;

  LogFollow(Path file, Consumer<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Reads what is there; a line that is not complete yet waits for its end. */
  void read() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    var now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.size() < position || !Objects.equals(key, now.fileKey())) {
      key = now.fileKey();
      position = 0;
      part.reset();
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      var buffer = new byte[1 << 16];
      for (var count = in.read(buffer); count > 0; count = in.read(buffer)) {
        position += count;
        take(buffer, count);
      }
    }
  }

  /** The last line if it has no end, for a reader that does not follow. */
  void finish() {
    if (part.size() > 0) {
      lines.accept(part.toString(StandardCharsets.UTF_8));
      part.reset();
    }
  }

  /** Reads on with each change, until told to stop. */
  void follow(BooleanSupplier stop) throws IOException, InterruptedException {
    try (var watch = file.getFileSystem().newWatchService()) {
      file.getParent()
          .register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      read();
      while (!stop.getAsBoolean()) {
        var change = watch.poll(1, TimeUnit.SECONDS);
        if (change != null) {
          change.pollEvents();
          change.reset();
        }
        read();
      }
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
