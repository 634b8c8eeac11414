package io.github.claudebridge.session;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.store.Database.Writing;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages in for a session. While the session has nothing to do, its own thread stores a
 * message and the intent to type it in one commit; else whoever brings it stores it, and the
 * session hears of it.
 */
final class Reception {
  private static final Logger log = LoggerFactory.getLogger(Reception.class);

  /** How long a session that seemed to have nothing to do may take to begin. */
  private static final Duration BEGUN_BY = Duration.ofMillis(50);

  /** Stores a message with the intent to type it and types it; does nothing where it cannot. */
  @FunctionalInterface
  interface AtOnce {
    /** Gives out what is being stored as soon as that has begun. */
    void deliver(Message message, Consumer<Writing<Optional<Arrival>>> begun);
  }

  private final int session;
  private final MessageStore messages;
  private final Mailbox mailbox;
  private final BooleanSupplier free;
  private final AtOnce atOnce;
  private final Consumer<Arrival> wake;
  private final Runnable moved;

  /**
   * @param free whether the session seems to have nothing to do; from any thread
   * @param atOnce on the session's thread
   * @param wake tells the session of what was stored; from any thread
   * @param moved tells the session's thread that its queue is to be looked at
   */
  Reception(
      int session,
      MessageStore messages,
      Mailbox mailbox,
      BooleanSupplier free,
      AtOnce atOnce,
      Consumer<Arrival> wake,
      Runnable moved) {
    this.session = session;
    this.messages = messages;
    this.mailbox = mailbox;
    this.free = free;
    this.atOnce = atOnce;
    this.wake = wake;
    this.moved = moved;
  }

  /**
   * Stores a message, and returns when it is safe; from any thread.
   *
   * @return false if a message with this id was stored before; then nothing is changed
   * @throws StoreException if it cannot be stored
   */
  boolean receive(Message message) {
    if (message.attachments().isEmpty() && mailbox.resting() && free.getAsBoolean()) {
      Writing<Optional<Arrival>> writing = new Offer(message).begun();
      if (writing != null) {
        return writing.done().isPresent();
      }
    }
    Arrival arrival = messages.arrive(session, message).orElse(null);
    if (arrival != null) {
      Failpoints.hit("append.after-commit");
      wake.accept(arrival);
    }
    return arrival != null;
  }

  /** A message that the session's thread may store, unless it takes too long to begin. */
  private final class Offer implements Runnable {
    private final Message message;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final CompletableFuture<@Nullable Writing<Optional<Arrival>>> begun =
        new CompletableFuture<>();

    Offer(Message message) {
      this.message = message;
    }

    /** What the session is storing, or null if it stores nothing. */
    @Nullable Writing<Optional<Arrival>> begun() {
      mailbox.post(this);
      try {
        return begun.get(BEGUN_BY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return settled.compareAndSet(false, true) ? null : begun.join();
      } catch (InterruptedException | ExecutionException e) {
        throw new StoreException("interrupted while a message was handed over", e);
      }
    }

    @Override
    public void run() {
      if (!settled.compareAndSet(false, true)) {
        return; // whoever brought it stores it
      }
      try {
        atOnce.deliver(message, begun::complete);
      } catch (StoreException e) { // whoever brought it is told; done twice, it would be known
        log.debug("a message could not be stored and typed at once", e);
        mailbox.post(moved);
      } finally {
        begun.complete(null);
      }
    }
  }
}
