package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of messages whose delivery was under way when the bridge went away, or when
 * something else took the agent: a dialog, a prompt of the terminal, a stop. Nothing is typed
 * before that is known. Touched by the session's own thread alone.
 */
final class Settlement {
  /** How long keys that were sent may take to be seen in the composer of a loaded machine. */
  private static final Duration KEYS_ARRIVE = Duration.ofSeconds(2);

  private final Engine engine;
  private final Ladder ladder;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Consumer<AgentEvent> seen;
  private final Consumer<Delivery> goOn;
  private boolean going;
  private @Nullable ScheduledFuture<?> again;

  /**
   * @param seen hears of a dialog that covers the composer
   * @param goOn takes on a message that stands in the composer, whole
   */
  Settlement(
      Engine engine,
      Ladder ladder,
      Mailbox mailbox,
      Consumer<Trigger> fire,
      Consumer<AgentEvent> seen,
      Consumer<Delivery> goOn) {
    this.engine = engine;
    this.ladder = ladder;
    this.mailbox = mailbox;
    this.fire = fire;
    this.seen = seen;
    this.goOn = goOn;
  }

  /** Begins, if there is something to find out. */
  void begin() {
    if (open().isEmpty()) {
      return;
    }
    going = true;
    engine.catchUp();
    mailbox.post(() -> settleAll(true)); // after whatever catching up has put into the mailbox
  }

  /** Whether it is going on: then nothing may be typed. */
  boolean going() {
    return going;
  }

  /** Leaves it for when an agent is idle again. */
  void abandon() {
    going = false;
    if (again != null) {
      again.cancel(false);
      again = null;
    }
  }

  /** What is seen proves little at first: the keys may still be on their way, or the screen. */
  private void settleAll(boolean first) {
    if (!going) {
      return;
    }
    List<Delivery> open = open();
    if (first && !open.isEmpty() && !clear(open.getFirst())) {
      again =
          mailbox.after(
              KEYS_ARRIVE,
              () -> {
                engine.catchUp();
                mailbox.post(() -> settleAll(false));
              });
      return;
    }
    going = false;
    open.forEach(this::settle);
    fire.accept(Trigger.QUEUE_MOVED);
  }

  private List<Delivery> open() {
    return ladder.underWay().stream()
        .filter(d -> d.rung() == Rung.TYPING || d.rung() == Rung.TYPED)
        .toList();
  }

  private boolean clear(Delivery d) {
    return switch (engine.look()) {
      case Composer.Holds h -> ComposerMatch.whole(h.text(), d.prompt());
      case Composer.Covered _, Composer.Gone _ -> true;
      case Composer.Empty _, Composer.Unclear _ -> false;
    };
  }

  private void settle(Delivery d) {
    switch (engine.look()) {
      case Composer.Holds h when ComposerMatch.whole(h.text(), d.prompt()) -> goOn.accept(d);
      case Composer.Holds h when ComposerMatch.part(h.text(), d.prompt()) -> {
        try {
          engine.clear();
          ladder.move(d, Rung.QUEUED, null);
        } catch (EngineException e) {
          ladder.move(
              d, Rung.UNDECIDED, "a part of it stands in the composer: " + e.getMessage());
        }
      }
      case Composer.Empty e -> ladder.move(d, Rung.QUEUED, null);
      case Composer.Covered c -> seen.accept(new AgentEvent.Waiting(c.kind(), c.screen()));
      case Composer.Gone g -> fire.accept(Trigger.AGENT_GONE); // settled at the next start
      case Composer.Holds _, Composer.Unclear _ ->
          ladder.move(
              d,
              Rung.UNDECIDED,
              "it may already have been typed; something else stands in the composer");
    }
  }
}
