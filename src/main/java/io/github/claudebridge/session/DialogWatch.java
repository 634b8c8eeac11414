package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the dialog that an agent waits in, which may change without a word of the agent's. Some
 * go away so, since the agent was idle all the while: then the composer shows again. Touched by the
 * session's own thread alone.
 */
final class DialogWatch {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Mailbox mailbox;
  private final Dialogs dialogs;
  private final BooleanSupplier waits;
  private final BooleanSupplier uncovered;
  private final Runnable idle;
  private AgentEvent.@Nullable Waiting waiting;
  private @Nullable ScheduledFuture<?> next;

  /**
   * A watch over no dialog so far.
   *
   * @param waits whether the session waits in a dialog still
   * @param uncovered whether an agent that is not busy shows its composer
   * @param idle what is done about that
   */
  DialogWatch(
      Mailbox mailbox,
      Dialogs dialogs,
      BooleanSupplier waits,
      BooleanSupplier uncovered,
      Runnable idle) {
    this.mailbox = mailbox;
    this.dialogs = dialogs;
    this.waits = waits;
    this.uncovered = uncovered;
    this.idle = idle;
  }

  /** The agent waits. */
  void over(AgentEvent.Waiting waiting) {
    this.waiting = waiting;
  }

  /** Tells the dialog that the agent waits in. */
  void tell() {
    if (waiting != null) {
      dialogs.shown(waiting);
    }
  }

  /** Looks again in a while, and goes on with that as long as the session waits. */
  void lookLater() {
    if (next != null) {
      next.cancel(false);
    }
    next = mailbox.after(LOOK_AGAIN, this::look);
  }

  private void look() {
    if (!waits.getAsBoolean()) {
      return;
    }
    if (uncovered.getAsBoolean()) {
      idle.run();
      return;
    }
    dialogs.refresh();
    lookLater();
  }
}
