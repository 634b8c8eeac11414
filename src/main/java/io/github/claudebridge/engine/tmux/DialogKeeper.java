package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.claude.AgentStatus;
import io.github.claudebridge.claude.DialogAnswers;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.TmuxException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the dialogs of an agent: answers those of the start-up that the person who made the
 * session has answered by making it, and tells of all others.
 *
 * <p>While an agent starts its screen is looked at a few times a second, since it tells of some
 * start-up dialogs in no other way; from its first sign of life on, its status file says when to
 * look.
 */
final class DialogKeeper {
  private static final Logger log = LoggerFactory.getLogger(DialogKeeper.class);

  /** Claude Code is deaf to keys for the first 0.2 s of a dialog (2.1.329). */
  private static final Duration DEAF = Duration.ofMillis(500);

  private static final Duration START_LOOK = Duration.ofMillis(300);
  private static final int MOST_ANSWERS = 5;
  private static final int MOST_MISSES = 20;

  /** Presses a key of the agent's pane. */
  interface Presser {
    void press(Key key) throws EngineException;
  }

  private final TmuxEngine.Parts parts;
  private final Executor own;
  private final Consumer<AgentEvent> events;
  private final Supplier<ScreenState> screen;
  private final Presser keys;
  private String permissionMode = "";
  private @Nullable ScheduledFuture<?> next;
  private @Nullable String told;
  private long startedAt;
  private boolean starting;
  private boolean waiting;
  private int answers;
  private int misses;

  DialogKeeper(
      TmuxEngine.Parts parts,
      Executor own,
      Consumer<AgentEvent> events,
      Supplier<ScreenState> screen,
      Presser keys) {
    this.parts = parts;
    this.own = own;
    this.events = events;
    this.screen = screen;
    this.keys = keys;
  }

  /** An agent starts, or is taken over. */
  void begin(String mode) {
    permissionMode = mode;
    startedAt = System.nanoTime();
    starting = true;
    waiting = false;
    answers = 0;
    told = null;
    lookIn(START_LOOK);
  }

  /** The agent says of itself what it does. */
  void status(AgentStatus.State state) {
    if (state == AgentStatus.State.WAITING) {
      waiting = true;
      misses = 0;
      lookIn(DEAF);
      return;
    }
    starting = false;
    waiting = false;
    told = null;
    answers = 0;
  }

  void end() {
    starting = false;
    waiting = false;
    if (next != null) {
      next.cancel(false);
    }
  }

  private void lookIn(Duration delay) {
    if (next != null) {
      next.cancel(false);
    }
    next =
        parts
            .timers()
            .schedule(
                () -> own.execute(this::lookNow), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookNow() {
    if (!starting && !waiting) {
      return;
    }
    try {
      if (screen.get() instanceof ScreenState.Dialog dialog) {
        meet(dialog);
      } else if (waiting) {
        tell("UNKNOWN", "");
        if (++misses < MOST_MISSES) { // a busy machine draws late
          lookIn(DEAF);
        }
      }
    } catch (TmuxException e) {
      log.debug("the screen could not be read: {}", e.getMessage());
    }
    if (starting && System.nanoTime() - startedAt < parts.startTimeout().toNanos()) {
      lookIn(answers > 0 ? DEAF : START_LOOK);
    }
  }

  private void meet(ScreenState.Dialog dialog) {
    var answer = DialogAnswers.keys(dialog, permissionMode);
    if (answer.isEmpty() || answers >= MOST_ANSWERS) {
      tell(dialog.kind().name(), dialog.text());
      return;
    }
    answers++;
    log.info("answering the dialog {}: {}", dialog.kind(), answer);
    try {
      for (DialogAnswers.Key key : answer) {
        keys.press(
            switch (key) {
              case UP -> Key.UP;
              case DOWN -> Key.DOWN;
              case ENTER -> Key.ENTER;
            });
      }
      if (waiting && !starting) {
        lookIn(DEAF);
      }
    } catch (EngineException e) {
      log.warn("the dialog {} could not be answered: {}", dialog.kind(), e.getMessage());
    }
  }

  private void tell(String kind, String text) {
    String now = kind + "\n" + text;
    if (!now.equals(told)) {
      told = now;
      events.accept(new AgentEvent.Waiting(kind, text));
    }
  }
}
