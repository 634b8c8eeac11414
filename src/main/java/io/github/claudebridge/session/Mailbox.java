package io.github.claudebridge.session;

import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a session and what is put before it. Whatever touches the session runs here,
 * one after the other, so that the session needs no locks and the pane has one writer.
 */
final class Mailbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 600;

  private final BlockingQueue<Runnable> mail = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService timers;
  private final Thread thread;
  private volatile boolean open = true;
  private volatile boolean closing;
  private volatile boolean resting;

  Mailbox(int session, ScheduledExecutorService timers) {
    this.timers = timers;
    this.thread = SessionThread.start("session", session, this::serve);
  }

  /** Puts work before the session. */
  void post(Runnable work) {
    mail.add(work);
  }

  /** Whether there is nothing to do at this moment. */
  boolean resting() {
    return resting && mail.isEmpty();
  }

  /** Puts work before the session whose result, or failure, somebody waits for. */
  <T> CompletableFuture<T> ask(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    mail.add(
        () -> {
          try {
            answer.complete(work.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /** Puts work before the session after a while, unless it is cancelled. */
  ScheduledFuture<?> after(Duration delay, Runnable work) {
    return timers.schedule(() -> post(work), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the thread after what was put before it so far. */
  @Override
  public void close() {
    closing = true;
    mail.add(() -> open = false);
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does one piece of work. While the store cannot take what comes of it, it is done again: what an
   * agent tells is told once, and must not be lost to a full disk. Told twice, it does no harm.
   */
  private void run(Runnable work) {
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (StoreException e) {
        if (closing || attempt >= MOST_ATTEMPTS) {
          throw e;
        }
        log.warn("the store does not take it; trying again: {}", e.getMessage());
        LockSupport.parkNanos(STORE_PAUSE.toNanos());
      }
    }
  }

  private void serve() {
    while (open) {
      try {
        resting = true;
        Runnable next = mail.take();
        resting = false;
        run(next);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // a thread that ends would be a session that hangs
        log.error("the session could not do one thing, and goes on", e);
      }
    }
  }
}
