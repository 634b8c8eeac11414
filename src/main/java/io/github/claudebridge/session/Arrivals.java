package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
  private final Consumer<Trigger> fire;
  private final AtomicBoolean rung = new AtomicBoolean();
  private long told;

  Arrivals(
      int session,
      BacklogStore backlog,
      Mailbox mailbox,
      Consumer<Runnable> together,
      Consumer<Delivery> hear,
      Consumer<Trigger> fire) {
    this.session = session;
    this.backlog = backlog;
    this.mailbox = mailbox;
    this.together = together;
    this.hear = hear;
    this.fire = fire;
    this.told = backlog.newest(session);
  }

  /** Something was stored; from any thread. */
  void ring() {
    if (rung.compareAndSet(false, true)) {
      mailbox.post(() -> together.accept(this::hearNext));
    }
  }

  private void hearNext() {
    rung.set(false);
    try {
      List<Delivery> page = backlog.arrived(session, told, PAGE);
      for (Delivery d : page) {
        told = d.order();
        hear.accept(d);
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
