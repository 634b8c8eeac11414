package io.github.claudebridge.testing;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.command.LiveOrders;
import io.github.claudebridge.command.SessionOrders;
import io.github.claudebridge.live.Levels;
import io.github.claudebridge.live.LiveStatus;
import io.github.claudebridge.live.LiveStore;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.reply.ReplyWriter;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.store.Database;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Live posts on a store of a test's own; the word {@code hunter22} is their only secret. */
public final class LiveRig {
  private final Levels levels;
  private final LiveStatus status;

  /** Live posts with the parts that a test gives. */
  public LiveRig(
      Database database,
      Outbox outbox,
      Words words,
      Verbosity standard,
      ReplyWriter.Channels channels,
      ScheduledExecutorService timers,
      Executor work,
      InstantSource clock) {
    LiveStore store = new LiveStore(database);
    levels = new Levels(store, standard);
    status =
        new LiveStatus(
            new LiveStatus.Parts(
                outbox,
                store,
                levels,
                new MessageStore(database, clock),
                words,
                text -> text.replace("hunter22", "***"),
                channels,
                timers,
                work,
                clock));
  }

  public Levels levels() {
    return levels;
  }

  public LiveStatus status() {
    return status;
  }

  /** The orders about them. */
  public LiveOrders orders(SessionOrders sessions, AuditLog audit) {
    return new LiveOrders(sessions, levels, status, audit);
  }
}
