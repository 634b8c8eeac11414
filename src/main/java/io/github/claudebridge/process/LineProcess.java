package io.github.claudebridge.process;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long-lived program that is spoken to in lines.
 *
 * <p>Its output is always drained, whatever the listener does with it, and writing never blocks the
 * caller. Two platform threads carry the pipes, since a blocked pipe would hold a carrier of
 * virtual threads. Standard error is discarded.
 */
public final class LineProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LineProcess.class);
  private static final int MAX_QUEUED_LINES = 10_000;

  /** What hears the program; never called by two threads at once. */
  public interface Listener {
    /** A line of output without its line feed, as raw bytes. */
    void line(byte[] line);

    /** The output has ended or the program was closed: nothing follows. Called exactly once. */
    void ended();
  }

  /** A pipe takes so much without blocking, if nothing stands in it (pipe(7): 16 pages). */
  private static final int FITS = 32 * 1024;

  private final Process process;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final Object turn = new Object();
  private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>(MAX_QUEUED_LINES);

  private volatile @Nullable Listener listener;
  private volatile boolean ended;

  private LineProcess(Process process) {
    this.process = process;
    this.out = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
  }

  /**
   * Starts {@code command} in {@code /} with exactly {@code environment}; {@link #listen} must
   * follow.
   *
   * @throws IOException when the program cannot be started
   */
  public static LineProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new LineProcess(builder.start());
  }

  /**
   * Begins to read and write; call it once.
   *
   * @param maxLine the longest line accepted, in bytes; a longer one ends the program
   */
  public void listen(int maxLine, Listener listener) {
    this.listener = listener;
    var name = "lines-" + process.pid();
    Thread.ofPlatform().daemon().name(name + "-reader").start(() -> read(maxLine, listener));
    Thread.ofPlatform().daemon().name(name + "-writer").start(this::write);
  }

  /** The program's process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Queues one line for the program's input; the line feed is added.
   *
   * @param alone whether the program has read all lines so far: then the line, if it is not long,
   *     is written at once, by the caller
   * @return false when the program is gone or reads so slowly that the queue is full
   * @throws IllegalArgumentException when the line contains a line feed or carriage return
   */
  public boolean offer(byte[] line, boolean alone) {
    for (byte b : line) {
      if (b == '\n' || b == '\r') {
        throw new IllegalArgumentException("a line for a program contains a line break: escape it");
      }
    }
    if (ended || !process.isAlive()) {
      return false;
    }
    return (alone && line.length < FITS && writtenAtOnce(line)) || outgoing.offer(line);
  }

  private boolean writtenAtOnce(byte[] line) {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      if (!outgoing.isEmpty()) {
        return false;
      }
      out.write(line);
      out.write('\n');
      out.flush();
      return true;
    } catch (IOException e) { // the program ends: whoever waits for its answer is told so
      log.debug("Input of process {} closed: {}", process.pid(), e.toString());
      return true;
    } finally {
      writing.unlock();
    }
  }

  /**
   * Ends the program; {@link Listener#ended} follows soon, on a thread of ours.
   *
   * <p>Does not wait for the end of its output: a tmux client hands its pipes to the server, and a
   * frozen server never closes them. For the same reason the streams are left to their threads.
   */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    var heard = listener;
    if (heard != null) {
      Thread.ofVirtual().start(() -> end(heard));
    }
  }

  private void end(Listener listener) {
    synchronized (turn) {
      if (!ended) {
        ended = true;
        listener.ended();
      }
    }
  }

  private void hear(byte[] line, Listener listener) {
    synchronized (turn) {
      if (!ended) {
        listener.line(line);
      }
    }
  }

  private void read(int maxLine, Listener listener) {
    var chunk = new byte[1 << 16];
    var line = new ByteArrayOutputStream(1 << 10);
    try (var in = process.getInputStream()) {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        int from = 0;
        for (int i = 0; i < length; i++) {
          if (chunk[i] == '\n') {
            gather(line, chunk, from, i, maxLine);
            hear(line.toByteArray(), listener);
            line.reset();
            from = i + 1;
          }
        }
        gather(line, chunk, from, length, maxLine);
      }
    } catch (IOException e) {
      log.debug("Output of process {} ended: {}", process.pid(), e.toString());
    } finally {
      process.toHandle().destroyForcibly();
      end(listener);
    }
  }

  private static void gather(ByteArrayOutputStream line, byte[] chunk, int from, int to, int max)
      throws IOException {
    if (line.size() + to - from > max) {
      throw new IOException("a line is longer than " + max + " bytes");
    }
    line.write(chunk, from, to - from);
  }

  private void write() {
    process.onExit().thenRun(() -> outgoing.offer(new byte[0]));
    try (out) {
      while (true) {
        var line = outgoing.take();
        if (!process.isAlive()) {
          return;
        }
        writeAll(line);
      }
    } catch (IOException e) {
      log.debug("Input of process {} closed: {}", process.pid(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll(byte[] first) throws IOException {
    writing.lock();
    try {
      for (var line = first; line != null; line = outgoing.poll()) {
        out.write(line);
        out.write('\n');
      }
      out.flush();
    } finally {
      writing.unlock();
    }
  }
}
