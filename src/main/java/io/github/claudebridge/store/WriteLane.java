package io.github.claudebridge.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one lane through which all writes go, on a platform thread of its own.
 *
 * <p>Two blocked SQLite writers froze every virtual thread of a two-core machine, since the driver
 * waits in native code; one lane cannot block another. What waits in the lane is committed
 * together, each piece of work under its own savepoint where there are several, so that one that
 * fails leaves the others whole. After a commit that failed the connection is replaced: the driver
 * never recovers from SQLITE_FULL on the same one.
 */
final class WriteLane {
  private static final Logger log = LoggerFactory.getLogger(WriteLane.class);
  private static final int MOST_TOGETHER = 256;

  private record Job<T>(Database.Work<T> work, CompletableFuture<T> done) {}

  /** A job that was done under a savepoint, and completes once the commit holds. */
  private record Outcome(CompletableFuture<?> done, @Nullable Runnable complete) {}

  private final Database.Connections connections;
  private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ended;
  private boolean worn;
  private @Nullable Handle handle;

  WriteLane(Database.Connections connections) {
    this.connections = connections;
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::serve);
  }

  <T> T run(Database.Work<T> work) {
    return await(begin(work));
  }

  /** Takes on work, and does not wait for it. */
  <T> CompletableFuture<T> begin(Database.Work<T> work) {
    if (closed) {
      throw new StoreException("the store is closed");
    }
    if (Thread.currentThread() == thread) {
      throw new StoreException("a write within a write would wait for itself; use its handle");
    }
    Job<T> job = new Job<>(work, new CompletableFuture<>());
    queue.add(job);
    if (ended && queue.remove(job)) { // it came in after the lane's last look
      throw new StoreException("the store is closed");
    }
    return job.done;
  }

  static <T> T await(CompletableFuture<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof StoreException told
          ? told
          : new StoreException("writing the store failed: " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while writing the store", e);
    }
  }

  void close() {
    closed = true;
    queue.add(new Job<>(h -> null, new CompletableFuture<>()));
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    List<Job<?>> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        break;
      }
      queue.drainTo(batch, MOST_TOGETHER - 1);
      commit(batch);
    }
    drop();
    ended = true;
    List<Job<?>> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(job -> job.done.completeExceptionally(new StoreException("the store is closed")));
  }

  private void commit(List<Job<?>> batch) {
    if (batch.size() == 1) {
      commitAlone(batch.getFirst());
      return;
    }
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    try {
      Handle now = handle();
      now.begin();
      for (Job<?> job : batch) {
        outcomes.add(attempt(now, job));
      }
      now.commit();
    } catch (Exception e) {
      log.warn("{} writes failed; the connection is replaced: {}", batch.size(), e.getMessage());
      log.debug("that commit", e);
      drop();
      StoreException failure =
          new StoreException("the store could not commit: " + e.getMessage(), e);
      batch.forEach(job -> job.done.completeExceptionally(failure));
      return;
    }
    if (worn) {
      drop();
    }
    for (Outcome outcome : outcomes) {
      if (outcome.complete != null) {
        outcome.complete.run();
      }
    }
  }

  /** What waits for nobody else needs no savepoint: the transaction is its own. */
  private <T> void commitAlone(Job<T> job) {
    T value;
    try {
      Handle now = handle();
      now.begin();
      value = job.work.on(now);
      now.commit();
    } catch (Exception | Error e) {
      undo(e);
      job.done.completeExceptionally(e);
      return;
    }
    job.done.complete(value);
  }

  private void undo(Throwable why) {
    Handle now = handle;
    try {
      if (!outOfRoom(why)) {
        if (now != null && now.isInTransaction()) {
          now.rollback();
        }
        return;
      }
    } catch (RuntimeException e) {
      log.debug("a write could not be undone by itself", e);
    }
    log.warn("a write failed; the connection is replaced: {}", why.getMessage());
    drop();
  }

  private <T> Outcome attempt(Handle now, Job<T> job) {
    now.savepoint("job");
    try {
      T value = job.work.on(now);
      now.releaseSavepoint("job");
      return new Outcome(job.done, () -> job.done.complete(value));
    } catch (Exception | Error e) { // an error that ended the lane would hang every later write
      worn |= outOfRoom(e);
      now.rollbackToSavepoint("job"); // Jdbi forgets it with that: releasing it too would throw
      job.done.completeExceptionally(e);
      return new Outcome(job.done, null);
    }
  }

  /** Whether the file could not be written, after which the driver needs a new connection. */
  private static boolean outOfRoom(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        int code = sqlite.getResultCode().code & 0xff;
        return code == SQLiteErrorCode.SQLITE_FULL.code
            || code == SQLiteErrorCode.SQLITE_IOERR.code;
      }
    }
    return false;
  }

  private Handle handle() throws java.sql.SQLException {
    if (handle == null) {
      handle = Database.discreet(Jdbi.create(connections.open())).open();
      handle.setStatementBuilder(new KeptStatements());
    }
    return handle;
  }

  private void drop() {
    worn = false;
    if (handle != null) {
      try {
        handle.getConnection().close();
      } catch (Exception e) {
        log.warn("closing the writer's connection failed", e);
      }
      handle = null;
    }
  }
}
