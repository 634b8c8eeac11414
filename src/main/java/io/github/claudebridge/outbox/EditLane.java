package io.github.claudebridge.outbox;

import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edits of one channel, made one after the other beside its posts: an edit that has to wait for
 * Discord holds up no answer. A post that changes again and again is edited once a second at most,
 * to what it says by then, which stays below Discord's five in five seconds.
 */
final class EditLane {
  private static final Logger log = LoggerFactory.getLogger(EditLane.class);
  private static final int PAGE = 1;
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final String channel;
  private final ChangedPostStore store;
  private final Supplier<Optional<Chat>> chat;
  private final BooleanSupplier open;
  private final Semaphore work = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  EditLane(
      String channel,
      ChangedPostStore store,
      Supplier<Optional<Chat>> chat,
      BooleanSupplier open) {
    this.channel = channel;
    this.store = store;
    this.chat = chat;
    this.open = open;
    this.thread = Thread.ofVirtual().name("edits-" + channel).start(this::serve);
  }

  void wake() {
    work.release();
  }

  Thread end() {
    ended.countDown();
    thread.interrupt();
    return thread;
  }

  private void serve() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        work.acquire();
        work.drainPermits();
        Duration pause = BETWEEN;
        while (open.getAsBoolean() && !editAll()) {
          work.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
          Duration twice = pause.multipliedBy(2);
          pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Edits what is to be edited; false if it has to be tried again after a pause. */
  private boolean editAll() throws InterruptedException {
    try {
      for (List<ChangedPostStore.Edit> some = store.edits(channel, PAGE);
          !some.isEmpty();
          some = store.edits(channel, PAGE)) {
        for (ChangedPostStore.Edit edit : some) {
          Chat place = chat.get().orElse(null);
          if (place == null || !open.getAsBoolean()) {
            return true; // woken again when a chat is added
          }
          if (!edit(place, edit)) {
            return false;
          }
        }
        if (ended.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
      return true;
    } catch (StoreException e) {
      if (open.getAsBoolean()) {
        log.warn("the edits of channel {} could not be read", channel, e);
      }
      return false;
    }
  }

  private boolean edit(Chat place, ChangedPostStore.Edit edit) {
    try {
      place.edit(edit.post());
    } catch (ChatException e) {
      if (e.passing()) {
        log.info("post {} is edited later: {}", edit.post().id(), e.getMessage());
        return false;
      }
      log.warn("post {} stays as it is: {}", edit.post().id(), e.getMessage());
    } catch (RuntimeException e) { // one post must not silence its channel for good
      if (!open.getAsBoolean()) {
        return false;
      }
      log.error("post {} cannot be edited and stays as it is", edit.post().id(), e);
    }
    store.shown(edit);
    return true;
  }
}
