package io.github.claudebridge.claude;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one transcript as it grows and gives its lines to a sink, each once and in order.
 *
 * <p>One virtual thread reads, woken by inotify; {@link #drain()} reads at once on the caller's
 * thread. The sink is never called by two threads at a time, and never after {@link #close()}.
 */
public final class TranscriptTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TranscriptTail.class);

  private final Path file;
  private final TranscriptReader reader;
  private final TranscriptReader.Sink sink;
  private final Semaphore news = new Semaphore(0);
  private final ReentrantLock reading = new ReentrantLock();
  private final AutoCloseable watching;
  private final Thread thread;
  private boolean closed;

  /** Begins to follow a file, which need not exist yet, from a byte offset. */
  public TranscriptTail(Path file, long offset, FolderWatch watch, TranscriptReader.Sink sink) {
    this.file = file.toAbsolutePath().normalize();
    this.reader = new TranscriptReader(this.file, offset);
    this.sink = sink;
    this.watching =
        watch.watch(
            this.file.getParent(),
            new FolderWatch.Listener() {
              @Override
              public void changed(Path changed) {
                if (changed.equals(TranscriptTail.this.file)) {
                  news.release();
                }
              }

              @Override
              public void everything() {
                news.release();
              }
            });
    this.thread = Thread.ofVirtual().name("transcript-tail").start(this::follow);
  }

  /** Reads everything that is in the file now before it returns. */
  public void drain() {
    reading.lock();
    try {
      if (!closed) {
        reader.read(sink);
      }
    } catch (IOException e) {
      log.warn("Cannot read {}: {}", file, e.toString());
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() throws Exception {
    watching.close();
    reading.lock();
    closed = true;
    reading.unlock();
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      thread.join();
    }
  }

  private void follow() {
    try {
      while (true) {
        news.acquire();
        news.drainPermits();
        drainSafely();
      }
    } catch (InterruptedException closed) {
      log.debug("No longer following {}", file);
    }
  }

  /** A sink's mistake loses that line, not all that follow. */
  private void drainSafely() {
    try {
      drain();
    } catch (RuntimeException mistake) {
      log.error("The reader of {} failed", file, mistake);
    }
  }
}
