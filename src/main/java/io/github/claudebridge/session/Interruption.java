package io.github.claudebridge.session;

import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops the turn that is going on, and looks whether it did stop: the agent tells nothing of an
 * interruption but that it is idle (Claude Code 2.1.329). Escape is pressed a second time only long
 * after the first, since two at once open another dialog.
 */
final class Interruption {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int PRESS_AGAIN_AT = 15;
  private static final int GIVE_UP_AT = 40;

  private final Engine engine;
  private final Mailbox mailbox;
  private final Turns turns;
  private final Supplier<SessionState> state;

  Interruption(Engine engine, Mailbox mailbox, Turns turns, Supplier<SessionState> state) {
    this.engine = engine;
    this.mailbox = mailbox;
    this.turns = turns;
    this.state = state;
  }

  /** From any thread; done when it is known what came of it. */
  CompletableFuture<Stopping> stopTurn() {
    CompletableFuture<Stopping> answer = new CompletableFuture<>();
    mailbox.post(() -> begin(answer));
    return answer;
  }

  /** On the session's own thread. */
  void begin(CompletableFuture<Stopping> answer) {
    if (!going()) {
      answer.complete(Stopping.NOTHING);
      return;
    }
    String turn = turns.open();
    if (press(answer)) {
      lookLater(answer, turn, 1);
    }
  }

  /** Whether the agent works on something, or asks a person in the middle of it. */
  boolean going() {
    return state.get() == SessionState.WORKING || state.get() == SessionState.WAITING;
  }

  /** Whether a prompt is on its way to the agent at this moment. */
  boolean typing() {
    return state.get() == SessionState.TYPING;
  }

  private void lookLater(CompletableFuture<Stopping> answer, @Nullable String turn, int look) {
    mailbox.after(LOOK, () -> look(answer, turn, look));
  }

  private void look(CompletableFuture<Stopping> answer, @Nullable String turn, int look) {
    if (!going() || !Objects.equals(turn, turns.open())) {
      answer.complete(Stopping.STOPPED);
    } else if (look >= GIVE_UP_AT) {
      answer.complete(Stopping.GOES_ON);
    } else if (look != PRESS_AGAIN_AT || press(answer)) {
      lookLater(answer, turn, look + 1);
    }
  }

  private boolean press(CompletableFuture<Stopping> answer) {
    try {
      engine.interrupt();
      return true;
    } catch (EngineException e) {
      answer.completeExceptionally(new IllegalStateException(e.getMessage(), e));
      return false;
    }
  }
}
