package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.session.SessionLife.Trigger;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The numbered slot N: one channel, one directory, one agent, one writer. What others may ask of
 * it; everything is put into its mailbox and done on its own thread.
 */
public final class Session implements AutoCloseable {
  private final Binding binding;
  private final SessionParts parts;
  private final SessionCore core;

  Session(Binding binding, SessionParts parts) {
    this.binding = binding;
    this.parts = parts;
    this.core = new SessionCore(binding, parts);
  }

  /** The link that this session is made from. */
  public Binding binding() {
    return binding;
  }

  /** What the session is doing at the moment. */
  public SessionState state() {
    return core.state();
  }

  /** What a person should know about the state, or null. */
  public @Nullable String detail() {
    String now = core.detail();
    return now == null ? null : now.lines().findFirst().orElse(null);
  }

  /** The agent's id of the conversation that the session has, or null before the first. */
  public @Nullable String conversation() {
    return core.conversation();
  }

  /** What identifies the agent's terminal, or null when there is none. */
  public @Nullable String terminal() {
    return core.engine.terminal();
  }

  /** Tells the session that something is in its inbox. */
  public void wake() {
    core.arrivals.ring();
  }

  /** Tells the session what was put into its inbox just now. */
  void wake(Arrival arrival) {
    core.arrivals.ring(arrival);
  }

  /**
   * Stores a message for the session and has it delivered; returns when it is stored for good.
   *
   * @return false if a message with this id was stored before; then nothing is changed
   * @throws io.github.claudebridge.store.StoreException if it cannot be stored
   */
  public boolean hear(Message message) {
    return core.reception.receive(message);
  }

  /** Starts the agent, or takes over the one that runs; done when its terminal is there. */
  public CompletableFuture<SessionState> start() {
    return core.mailbox.ask(
        () -> {
          parts.conversations().wish(binding.session(), true);
          core.fire(Trigger.START);
          return core.state();
        });
  }

  /** Starts the agent, or takes over the one that runs, as it was wished for before. */
  public CompletableFuture<SessionState> resume() {
    return core.mailbox.ask(
        () -> {
          core.fire(Trigger.START);
          return core.state();
        });
  }

  /** Ends the agent cleanly for now; the session is still wished for. */
  public CompletableFuture<SessionState> end() {
    return core.mailbox.ask(
        () -> {
          core.fire(Trigger.STOP);
          return core.state();
        });
  }

  /**
   * Ends the agent cleanly if it has nothing to do; the session is still wished for.
   *
   * @return whether it was ended
   */
  public CompletableFuture<Boolean> park() {
    return core.mailbox.ask(
        () -> {
          boolean free =
              core.state() == SessionState.IDLE
                  && !core.lastWords.awaited()
                  && parts.messages().underWay(binding.session()).isEmpty();
          if (free) {
            core.fire(Trigger.STOP);
          }
          return free;
        });
  }

  /** Takes over the agent if one runs, and does nothing otherwise. */
  public CompletableFuture<SessionState> adopt() {
    return core.mailbox.ask(
        () -> {
          if (core.engine.alive()) {
            core.fire(Trigger.START);
          } else {
            core.questions.gone();
          }
          return core.state();
        });
  }

  /** Ends the agent cleanly; done when it is gone. Messages stay in the core.queue. */
  public CompletableFuture<SessionState> stop() {
    return core.mailbox.ask(
        () -> {
          parts.conversations().wish(binding.session(), false);
          core.fire(Trigger.STOP);
          return core.state();
        });
  }

  /** What waits for the agent, in the hands of people. */
  public MessageQueue queue() {
    return core.queue;
  }

  /** The dialog that stands on the terminal, in the hands of people. */
  public Dialogs dialogs() {
    return core.dialogs;
  }

  /** The usage limit that holds up the queue, in the hands of people. */
  public LimitHold limit() {
    return core.limit;
  }

  /** What the agent asks people. */
  public QuestionDesk questions() {
    return core.questions;
  }

  /** Stops the turn that is going on, and says whether it did stop; what is in the queue stays. */
  public CompletableFuture<Stopping> stopTurn() {
    core.mailbox.post(core.questions.seen()::interrupting);
    return core.interruption.stopTurn();
  }

  /** Presses what stops the turn that is going on, and waits for nothing. */
  public CompletableFuture<SessionState> interrupt() {
    return core.mailbox.ask(
        () -> {
          try {
            core.engine.interrupt();
          } catch (EngineException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
          return core.state();
        });
  }

  /** Takes in what the agent reports of itself by a hook. */
  public void hook(HookEvent event) {
    core.mailbox.post(
        () -> {
          core.engine.hook(event);
          core.questions.seen().hook(event);
        });
  }

  /** All that stands on the agent's screen, to be held against another look. */
  public CompletableFuture<String> picture() {
    return core.mailbox.ask(core.engine::picture);
  }

  /** Takes note that the session is meant to run and cannot for now; done when it is noted. */
  public CompletableFuture<SessionState> heldBack(String why) {
    return core.mailbox.ask(
        () -> {
          if (core.state() == SessionState.STOPPED) {
            core.detail(why);
            core.fire(Trigger.HELD_BACK);
          }
          return core.state();
        });
  }

  /** Done when the session's thread has come to it: the sign that the thread is not stuck. */
  public CompletableFuture<SessionState> breathe() {
    return core.mailbox.ask(core::state);
  }

  /** What stands on the agent's screen, or empty when there is none. */
  public CompletableFuture<Composer> look() {
    return core.mailbox.ask(core.engine::look);
  }

  /** Lets go of the agent, which goes on running. */
  @Override
  public void close() {
    core.mailbox.post(core.engine::close);
    core.mailbox.close();
  }
}
