package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.text.ScreenText;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an agent does into what is told of the session: turns begin, words are said, turns
 * end. Touched by the session's own thread alone.
 */
final class AgentFollower {
  /** An agent says that it is busy up to half a second after it took a prompt (2.1.329). */
  private static final Duration BUSY_BY = Duration.ofMillis(1_500);

  /**
   * How long after it is idle the agent may take to report how its turn ended: the hook of a
   * failure is a process of its own (2.1.329). Also how long it may be idle between a turn and the
   * one that waited in its own queue, whose prompt is told before that idle is (2.1.197).
   */
  private static final Duration REPORTED_BY = Duration.ofMillis(600);

  /** How often a dialog is looked at that the agent itself may tell nothing of. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Words that were told from the agent's report, and that its record may bring late. */
  private record Reported(@Nullable String promptId, String words) {}

  /** How long after a turn the next one, of what was typed into it, may take to begin. */
  private static final Duration OWN_TURN = Duration.ofSeconds(3);

  private static final String LOST = "the agent ended while it worked on this";

  private final Binding binding;
  private final SessionParts parts;
  private final Mailbox mailbox;
  private final Turns turns;
  private final Proof proof;
  private final Ladder ladder;
  private final Steering steering;
  private final Dialogs dialogs;
  private final LimitHold limit;
  private final Consumer<Trigger> fire;
  private final Supplier<SessionState> state;
  private final TurnEnding ending;
  private AgentEvent.@Nullable Waiting waiting;
  private boolean busy;
  private boolean busySinceAccepted;
  private @Nullable Reported reported;
  private @Nullable ScheduledFuture<?> idleCheck;
  private @Nullable ScheduledFuture<?> idleReported;
  private @Nullable ScheduledFuture<?> lookAgain;

  AgentFollower(
      Binding binding,
      SessionParts parts,
      Mailbox mailbox,
      Turns turns,
      Proof proof,
      Ladder ladder,
      Steering steering,
      Dialogs dialogs,
      LimitHold limit,
      Consumer<Trigger> fire,
      Supplier<SessionState> state) {
    this.binding = binding;
    this.parts = parts;
    this.mailbox = mailbox;
    this.turns = turns;
    this.proof = proof;
    this.ladder = ladder;
    this.steering = steering;
    this.dialogs = dialogs;
    this.limit = limit;
    this.fire = fire;
    this.state = state;
    this.ending = new TurnEnding(turns);
  }

  void follow(AgentEvent event) {
    switch (event) {
      case AgentEvent.Idle e -> {
        busy = false;
        dialogs.over();
        if (atWork() && !ending.known()) {
          idleReported = mailbox.after(REPORTED_BY, this::idleAfterAll);
        } else {
          fire.accept(Trigger.AGENT_IDLE);
        }
      }
      case AgentEvent.Busy e -> {
        busy = true;
        busySinceAccepted = true;
        cancel(idleReported);
        dialogs.over();
        fire.accept(Trigger.AGENT_BUSY);
      }
      case AgentEvent.Waiting e -> {
        waiting = e;
        busySinceAccepted = true;
        cancel(idleReported);
        fire.accept(Trigger.AGENT_WAITS);
        lookAgain();
      }
      case AgentEvent.Accepted e -> accepted(e);
      case AgentEvent.ReadTo e -> parts.conversations().readTo(e.conversation(), e.offset());
      case AgentEvent.StopFailed e -> {
        ending.stopFailed(e);
        endReported();
      }
      case AgentEvent.Interrupted e -> {
        ending.interrupted();
        endReported();
      }
      case AgentEvent.Stopped e -> ending.stopped(e);
      case AgentEvent.Said e -> said(e);
      case AgentEvent.Conversing e -> conversing(e);
      case AgentEvent.Joined e -> steering.joined(e.text());
      case AgentEvent.Queued e -> proof.queuedByAgent(e.text());
      case AgentEvent.Progress e -> {
        String promptId = e.promptId() == null ? turns.open() : e.promptId();
        turns.did(promptId, e.doing());
        tell(
            new SessionEvent.Progress(
                binding.session(), parts.clock().instant(), promptId, e.doing()));
      }
      case AgentEvent.Exited e -> {}
    }
  }

  void conversing(AgentEvent.Conversing e) {
    parts
        .conversations()
        .begin(e.conversation(), binding.session(), binding.agent(), binding.directory());
    if (e.transcript() != null) {
      parts.conversations().transcriptAt(e.conversation(), e.transcript());
    }
  }

  /** Whether a turn is open of which an idle agent makes an end. */
  private boolean atWork() {
    return turns.open() != null
        && (state.get() == SessionState.WORKING || state.get() == SessionState.WAITING);
  }

  /** How the turn ended may be known now, which an idle agent was waited for to report. */
  void endReported() {
    if (idleReported != null && !idleReported.isDone() && ending.known()) {
      cancel(idleReported);
      idleAfterAll();
    }
  }

  private void idleAfterAll() {
    if (!busy) {
      fire.accept(Trigger.AGENT_IDLE);
    }
  }

  private void accepted(AgentEvent.Accepted e) {
    Delivery delivery = e.byPerson() ? proof.proven(e.promptId(), e.text()) : null;
    String cause =
        delivery != null
            ? delivery.message().id()
            : e.byPerson() ? turns.cause(e.promptId()) : turns.cause(turns.latest());
    boolean fresh = turns.begin(e.promptId(), cause);
    if (!fresh && delivery == null) {
      return;
    }
    ending.begin(e.promptId());
    if (delivery == null && e.byPerson() && cause == null) {
      tell(
          new SessionEvent.TypedAtTerminal(
              binding.session(), parts.clock().instant(), e.promptId(), e.text()));
    }
    if (fresh) {
      tell(
          new SessionEvent.TurnStarted(
              binding.session(), parts.clock().instant(), e.promptId(), cause));
    }
    busySinceAccepted = busy;
    fire.accept(Trigger.PROMPT_ACCEPTED);
    cancel(idleCheck); // that of the prompt before says nothing of this one
    cancel(idleReported);
    idleCheck = mailbox.after(BUSY_BY, () -> stillIdle(e.promptId()));
  }

  /**
   * A proof that came late, after the agent's work on it: nothing will say again that it is idle.
   */
  private void stillIdle(String promptId) {
    if (promptId.equals(turns.latest()) && !busy && !busySinceAccepted) {
      fire.accept(Trigger.AGENT_IDLE);
    }
  }

  void said(AgentEvent.Said e) {
    if (e.failure()) { // told once, with the end of the turn
      ending.failed(e.text());
      endReported();
      return;
    }
    Reported late = reported;
    if (late != null
        && late.words().strip().equals(e.text().strip())
        && (e.promptId() == null || e.promptId().equals(late.promptId()))) {
      reported = null; // the record has it now, late
      return;
    }
    turns.said(e.text());
    String promptId = e.promptId() == null ? turns.open() : e.promptId();
    tell(
        new SessionEvent.Said(
            binding.session(),
            parts.clock().instant(),
            e.key(),
            promptId,
            e.text(),
            turns.cause(promptId)));
  }

  /** Says a turn's last words from the agent's report, where its record does not have them. */
  void sayLastWords(@Nullable String promptId, String words) {
    said(new AgentEvent.Said("last-words:" + promptId, promptId, words, false));
    reported = new Reported(promptId, words);
  }

  /** Whether a stop says something of the turn that is open. */
  boolean stopped(AgentEvent.Stopped e) {
    return ending.stopped(e);
  }

  /** Gives a message that was typed into a turn a while to get a turn of its own. */
  void settleSteeredLater() {
    mailbox.after(
        OWN_TURN,
        () -> {
          if (!busy) {
            steering.settle();
          }
        });
  }

  End ending() {
    return ending.how();
  }

  /** Closes the turn that was going on when the agent went away in the middle of it. */
  void endTurnByLoss() {
    if (!ending.stopSeen()) { // else it was through with it, and ended after that
      ending.lost(LOST);
    }
    endTurn(ending.how());
  }

  /** Closes the turn that was going on: its messages are answered, or failed with the agent. */
  void endTurn(End how) {
    String promptId = turns.open();
    String cause = turns.cause(promptId);
    String failure = ending.failure();
    boolean untouched = turns.untouched() && cause != null;
    boolean limited = // words about a turn that is over may come late, and hold up nothing any more
        promptId != null
            && how == End.FAILED
            && failure != null
            && limit.failed(failure, cause, untouched);
    if (how == End.DONE && promptId != null) {
      limit.worked();
    }
    turns.end(how.name());
    cancel(idleCheck);
    for (Delivery d : ladder.underWay()) {
      if (d.rung() == Rung.ACCEPTED && !(how == End.DONE && steering.awaitsItsTurn(d))) {
        if (limited && untouched) {
          ladder.limited(d);
        } else if (limited) { // it is continued, not repeated
          ladder.move(d, Rung.ANSWERED, "cut off by a usage limit");
        } else if (LOST.equals(failure)) {
          ladder.lost(d, LOST);
        } else if (how == End.FAILED) {
          ladder.move(d, Rung.FAILED, failure == null ? "the agent did not say why" : failure);
        } else {
          ladder.move(d, Rung.ANSWERED, how == End.INTERRUPTED ? "interrupted" : null);
          Failpoints.hit("turn.after-answered");
        }
      }
    }
    settleSteeredLater();
    if (promptId != null) {
      tell(
          new SessionEvent.TurnEnded(
              binding.session(),
              parts.clock().instant(),
              promptId,
              how,
              limited ? null : failure,
              cause));
    }
    ending.forget();
  }

  void tellDialog() {
    if (waiting != null) {
      dialogs.shown(waiting);
    }
  }

  /**
   * A dialog may change without a word of the agent's. Some go away so, since the agent was idle
   * all the while: then the composer shows again.
   */
  private void lookAgain() {
    cancel(lookAgain);
    lookAgain =
        mailbox.after(
            LOOK_AGAIN,
            () -> {
              if (state.get() != SessionState.WAITING) {
                return;
              }
              if (!busy && proof.uncovered()) {
                follow(new AgentEvent.Idle());
                return;
              }
              dialogs.refresh();
              lookAgain();
            });
  }

  /** Whether the agent works, whatever its session does. */
  boolean busy() {
    return busy;
  }

  /** An agent begins: a new one, or one that went on while nobody listened. */
  void begin(boolean adopted) {
    busy = false;
    cancel(idleReported);
    ending.forget();
    if (adopted) {
      ending.adopt();
    } else {
      dialogs.over();
    }
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  void tellSlowStart(Composer seen) {
    String screen =
        switch (seen) {
          case Composer.Covered c -> c.screen();
          case Composer.Unclear u -> u.screen();
          case Composer.Holds h -> h.text();
          case Composer.Empty e -> "";
          case Composer.Gone g -> "";
        };
    dialogs.shown(new AgentEvent.Waiting(Dialogs.SLOW_START, screen));
  }

  /** What a person should know about an agent that is gone. */
  @Nullable String exit(AgentEvent.Exited e, SessionState state) {
    proof.abandon();
    dialogs.over();
    if (state == SessionState.STOPPING || state == SessionState.STOPPED) {
      return null;
    }
    StringBuilder words = new StringBuilder("The agent ended");
    if (e.code() != null) {
      words.append(" with code ").append(e.code());
    }
    words.append('.');
    if (e.lastScreen() != null && !e.lastScreen().isBlank()) {
      words
          .append("\nThe last it showed:\n```\n")
          .append(ScreenText.compact(e.lastScreen()))
          .append("\n```");
    }
    return words.toString();
  }

  private void tell(SessionEvent event) {
    parts.listener().accept(event);
  }
}
