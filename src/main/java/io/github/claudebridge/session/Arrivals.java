package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a session of the messages that were stored for it, in their order. However many there are,
 * one piece of work at most waits for that in the mailbox, and one page of them is in memory: the
 * queue is the store.
 */
final class Arrivals {
  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
  private static final int PAGE = 50;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final int session;
  private final BacklogStore backlog;
  private final Mailbox mailbox;
  private final Consumer<Runnable> together;
  private final Consumer<Delivery> hear;
  private final Consumer<@Nullable Delivery> expect;
  private final Consumer<Trigger> fire;
  private final AtomicBoolean rung = new AtomicBoolean();
  private long told;
  private long heardAtOnce;

  Arrivals(
      int session,
      BacklogStore backlog,
      Mailbox mailbox,
      Consumer<Runnable> together,
      Consumer<Delivery> hear,
      Consumer<@Nullable Delivery> expect,
      Consumer<Trigger> fire) {
    this.session = session;
    this.backlog = backlog;
    this.mailbox = mailbox;
    this.together = together;
    this.hear = hear;
    this.expect = expect;
    this.fire = fire;
    this.told = backlog.newest(session);
  }

  /** Something was stored; from any thread. */
  void ring() {
    if (rung.compareAndSet(false, true)) {
      mailbox.post(() -> together.accept(this::hearNext));
    }
  }

  /** This was stored; from any thread. What nothing else waits beside needs not be read again. */
  void ring(Arrival arrival) {
    if (arrival.first() && rung.compareAndSet(false, true)) {
      mailbox.post(() -> together.accept(() -> hearAtOnce(arrival.delivery())));
    } else {
      ring();
    }
  }

  /** This was stored by the session's own thread, and is typed now if its intent was too. */
  void stored(Arrival arrival) {
    if (arrival.first()) {
      Delivery d = arrival.delivery();
      hear(d.prompt() == null ? d : d.on(Rung.QUEUED, d.prompt()));
    } else {
      ring();
    }
  }

  private void hear(Delivery delivery) {
    heardAtOnce = delivery.order(); // the one before did not wait any more when this was stored
    hear.accept(delivery);
  }

  private void hearAtOnce(Delivery delivery) {
    rung.set(false);
    hear(delivery);
    expect.accept(delivery);
    try {
      fire.accept(Trigger.QUEUE_MOVED);
    } finally {
      expect.accept(null);
    }
  }

  private void hearNext() {
    rung.set(false);
    try {
      List<Delivery> page = backlog.arrived(session, told, PAGE);
      for (Delivery d : page) {
        told = d.order();
        if (told != heardAtOnce) {
          hear.accept(d);
        }
      }
      if (page.size() == PAGE) {
        ring(); // after whatever else waits in the mailbox
      }
    } catch (StoreException e) {
      log.warn("what arrived cannot be read; trying again: {}", e.getMessage());
      mailbox.after(AGAIN, this::ring);
    }
    fire.accept(Trigger.QUEUE_MOVED);
  }
}
