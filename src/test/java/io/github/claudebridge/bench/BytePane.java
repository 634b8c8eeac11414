package io.github.claudebridge.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The bench's end of a pane whose program, {@code cat}, puts every byte into a pipe: it tells when
 * the last byte of a message came, without looking.
 */
final class BytePane implements AutoCloseable {
  private final Path pipe;
  private final Thread reader;
  private byte[] bytes = new byte[1 << 16];
  private int length;
  private long lastAt;

  private BytePane(Path pipe) {
    this.pipe = pipe;
    this.reader = Thread.ofPlatform().daemon().name("pane " + pipe.getFileName()).start(this::read);
  }

  /** A new pipe and its reader. */
  static BytePane at(Path pipe) throws IOException, InterruptedException {
    if (new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo " + pipe + " failed");
    }
    return new BytePane(pipe);
  }

  /**
   * The command of the pane; the terminal is raw, and asks for bracketed paste as an agent does.
   */
  static List<String> command(Path pipe) {
    return List.of(
        "sh",
        "-c",
        "stty raw -echo; printf '\\033[?2004hREADY'; exec cat > \"$0\"",
        pipe.toString());
  }

  private void read() {
    try (FileInputStream in = new FileInputStream(pipe.toFile())) {
      byte[] part = new byte[1 << 16];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        long now = System.nanoTime();
        synchronized (this) {
          if (length + n > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + n));
          }
          System.arraycopy(part, 0, bytes, length, n);
          length += n;
          lastAt = now;
          notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Forgets what came so far. */
  synchronized void clear() {
    length = 0;
  }

  /** All that came since the last clearing. */
  synchronized String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Waits until a carriage return is the last byte that came.
   *
   * @return when it came, by the nano clock; -1 if it did not
   */
  synchronized long awaitEnter(long withinMillis) throws InterruptedException {
    long end = System.nanoTime() + withinMillis * 1_000_000;
    while (length == 0 || bytes[length - 1] != '\r') {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return -1;
      }
      wait(left);
    }
    return lastAt;
  }

  /** Waits until nothing came for a while. */
  synchronized String awaitQuiet(long quietMillis) throws InterruptedException {
    int before = -1;
    while (before != length) {
      before = length;
      wait(quietMillis);
      long since = (System.nanoTime() - lastAt) / 1_000_000;
      if (before == length && since < quietMillis) {
        before = -1;
      }
    }
    return text();
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
