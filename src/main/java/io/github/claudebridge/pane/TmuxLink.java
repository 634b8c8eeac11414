package io.github.claudebridge.pane;

import io.github.claudebridge.pane.TmuxException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the tmux server: notices its loss, also of a server that is frozen, and
 * makes it anew, with a new server where the old one is gone.
 */
final class TmuxLink implements ControlClient.Listener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TmuxLink.class);
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LAST_BACKOFF_MILLIS = 5_000;

  /** What the link does for its owner. */
  interface Owner {
    /** A connection is made, not yet in use: look at the server. Failing drops it again. */
    void connecting(ControlClient client);

    /** Something on the server changed or may have. Must not block. */
    void changed(ControlClient client);

    /** The connection is lost. Must not block. */
    void lost(String reason);

    /** There is a connection again. Must not block. */
    void restored();
  }

  private final Hub hub;
  private final Owner owner;
  private final Duration deadline;
  private final Duration pingEvery;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition connected = lock.newCondition();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable ControlClient current;

  TmuxLink(Hub hub, Owner owner, Duration deadline, Duration pingEvery) {
    this.hub = hub;
    this.owner = owner;
    this.deadline = deadline;
    this.pingEvery = pingEvery;
  }

  /** Makes the first connection and starts to watch it. */
  void open() {
    connect();
    Thread.ofVirtual().name("tmux-ping").start(this::ping);
  }

  /** The connection; waits for a lost one to come back, at most for the deadline. */
  ControlClient client() {
    lock.lock();
    try {
      long left = deadline.toNanos();
      while (true) {
        if (isClosed()) {
          throw new TmuxException(Reason.NOT_CONNECTED, "the connection to tmux is closed");
        }
        var client = current;
        if (client != null) {
          return client;
        }
        if (left <= 0) {
          throw new TmuxException(
              Reason.NOT_CONNECTED,
              "no connection to the tmux server for " + deadline.toMillis() + " ms");
        }
        left = connected.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TmuxException(Reason.NOT_CONNECTED, "interrupted while waiting for tmux", e);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the server, which lives on with its panes. */
  @Override
  public void close() {
    closed.countDown();
    lock.lock();
    try {
      if (current != null) {
        current.close();
      }
      connected.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void notified(ControlClient client, String name) {
    switch (name) {
      // The two windows' ends tell a death first; the sessions' change also covers what they miss.
      case "sessions-changed", "unlinked-window-close", "window-close" -> owner.changed(client);
      default -> {}
    }
  }

  @Override
  public void ended(ControlClient client, String reason) {
    lock.lock();
    try {
      if (current != client) {
        return; // an attempt that failed; connect() has told its caller
      }
      current = null;
    } finally {
      lock.unlock();
    }
    if (!isClosed()) {
      log.warn("Connection to the tmux server lost: {}", reason);
      owner.lost(reason);
      Thread.ofVirtual().name("tmux-reconnect").start(this::reconnect);
    }
  }

  private void connect() {
    var client = hub.connect(this);
    try {
      owner.connecting(client);
    } catch (TmuxException e) {
      client.drop("not usable: " + e.getMessage());
      throw e;
    }
    lock.lock();
    try {
      if (isClosed() || client.isOver()) {
        client.close();
        throw new TmuxException(Reason.NOT_CONNECTED, "the connection ended as it was made");
      }
      current = client;
      connected.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void reconnect() {
    long backoff = FIRST_BACKOFF_MILLIS;
    try {
      do {
        try {
          connect();
          log.info("Connected to the tmux server again");
          owner.restored();
          return;
        } catch (TmuxException e) {
          log.warn("Cannot reach the tmux server, next try in {} ms: {}", backoff, e.getMessage());
        }
        boolean done = closed.await(backoff, TimeUnit.MILLISECONDS);
        if (done) {
          return;
        }
        backoff = Math.min(backoff * 2, LAST_BACKOFF_MILLIS);
      } while (!isClosed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A frozen server ends no stream: only a missing answer shows it. */
  private void ping() {
    try {
      while (!closed.await(pingEvery.toNanos(), TimeUnit.NANOSECONDS)) {
        var client = connectedClient();
        if (client != null) {
          ping(client);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ping(ControlClient client) {
    owner.changed(client); // covers a death no notification told
    try {
      client.ask(pingEvery, "display-message -p ping");
    } catch (TmuxException e) {
      if (e.reason() == Reason.NO_ANSWER) {
        client.drop("no answer to a ping for " + pingEvery.toMillis() + " ms");
      } else {
        log.debug("Ping failed, the connection is ending: {}", e.getMessage());
      }
    }
  }

  private @Nullable ControlClient connectedClient() {
    lock.lock();
    try {
      return current;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
