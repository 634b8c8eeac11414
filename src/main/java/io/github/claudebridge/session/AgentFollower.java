package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.End;
import io.github.claudebridge.session.SessionLife.Trigger;
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

  /** How long it may be idle between a sub-agent's end and going on: 90 ms were seen (2.1.329). */
  private static final Duration GOES_ON_BY = Duration.ofMillis(1_500);

  /** How long after a turn the next one, of what was typed into it, may take to begin. */
  private static final Duration OWN_TURN = Duration.ofSeconds(3);

  private final Binding binding;
  private final SessionParts parts;
  private final Mailbox mailbox;
  private final Turns turns;
  private final Proof proof;
  private final Steering steering;
  private final Dialogs dialogs;
  private final TurnClosing closing;
  private final Consumer<Trigger> fire;
  private final Supplier<SessionState> state;
  private final TurnEnding ending;
  private final AgentWords words;
  private final DialogWatch watch;
  private boolean busy;
  private boolean busySinceAccepted;

  /** Whether sub-agents worked on when the agent stopped; it goes on when one of them is done. */
  private boolean agentsAtWork;

  private @Nullable ScheduledFuture<?> idleCheck;
  private @Nullable ScheduledFuture<?> idleReported;
  private @Nullable ScheduledFuture<?> settleSteered;

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
    this.steering = steering;
    this.dialogs = dialogs;
    this.closing = new TurnClosing(binding, parts, turns, ladder, steering, limit);
    this.fire = fire;
    this.state = state;
    this.ending = new TurnEnding(turns);
    this.words = new AgentWords(binding, parts, turns);
    this.watch =
        new DialogWatch(
            mailbox,
            dialogs,
            () -> state.get() == SessionState.WAITING,
            () -> !busy && proof.uncovered(),
            () -> follow(new AgentEvent.Idle()));
  }

  void follow(AgentEvent event) {
    switch (event) {
      case AgentEvent.Idle e -> {
        busy = false;
        dialogs.over();
        if (atWork() && !ending.known()) {
          ending.seenIdle();
          idleReported = mailbox.after(REPORTED_BY, this::idleAfterAll);
        } else if (turns.open() != null && agentsAtWork) {
          idleReported = mailbox.after(GOES_ON_BY, this::idleAfterAll);
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
        watch.over(e);
        busySinceAccepted = true;
        cancel(idleReported);
        fire.accept(Trigger.AGENT_WAITS);
        watch.lookLater();
      }
      case AgentEvent.Accepted e -> accepted(e);
      case AgentEvent.WentOn e -> wentOn(e);
      case AgentEvent.ReadTo e -> parts.conversations().readTo(e.conversation(), e.offset());
      case AgentEvent.StopFailed e -> {
        agentsAtWork = false;
        ending.stopFailed(e);
        endReported();
      }
      case AgentEvent.Interrupted e -> {
        agentsAtWork = false;
        ending.interrupted();
        endReported();
      }
      case AgentEvent.Stopped e -> stopped(e);
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
    Delivery delivery = proof.proven(e.promptId(), e.text(), turns.ofItsOwn(e.promptId()));
    String cause = delivery == null ? turns.cause(e.promptId()) : delivery.message().id();
    if (delivery == null && cause == null && !turns.knows(e.promptId())) {
      tell( // before the turn is stored: a crash between the two must not swallow it
          new SessionEvent.TypedAtTerminal(
              binding.session(), parts.clock().instant(), e.promptId(), e.text()));
    }
    begin(e.promptId(), cause, delivery != null);
  }

  /**
   * Something is done that the agent did in the background. If it was begun in the turn that is
   * open, that one goes on; else the agent answers the message that it was begun for.
   */
  private void wentOn(AgentEvent.WentOn e) {
    Delivery delivery = proof.proven(e.promptId(), e.text(), false);
    boolean toldBefore = turns.ofItsOwn(e.promptId());
    if (delivery != null) { // a person wrote what looks the same
      begin(e.promptId(), delivery.message().id(), true);
    } else if (turns.goesOn(e.promptId(), e.toolUse())) {
      if (toldBefore) {
        return;
      }
      agentsAtWork = false;
      ending.goesOn();
      cancel(idleReported);
    } else {
      if (turns.open() != null && ending.over() && !toldBefore) {
        endTurn(ending.how());
      }
      begin(e.promptId(), turns.cause(turns.origin(e.toolUse())), false);
    }
  }

  private void begin(String promptId, @Nullable String cause, boolean delivered) {
    boolean fresh = turns.begin(promptId, cause);
    Failpoints.hit("turn.after-begin");
    if (!fresh && !delivered) {
      return;
    }
    agentsAtWork = false;
    ending.begin(promptId);
    if (fresh) {
      tell(
          new SessionEvent.TurnStarted(
              binding.session(), parts.clock().instant(), promptId, cause));
    }
    busySinceAccepted = busy;
    fire.accept(Trigger.PROMPT_ACCEPTED);
    cancel(idleCheck); // that of the prompt before says nothing of this one
    cancel(idleReported);
    idleCheck = mailbox.after(BUSY_BY, () -> stillIdle(promptId));
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
    words.said(e);
  }

  /** Says a turn's last words from the agent's report, where its record does not have them. */
  void sayLastWords(@Nullable String promptId, String last) {
    words.sayLast(promptId, last);
  }

  /** Whether a stop says something of the turn that is open. */
  boolean stopped(AgentEvent.Stopped e) {
    if (e.background() > 0) {
      agentsAtWork = true;
      turns.worksOn();
    }
    return ending.stopped(e);
  }

  /**
   * Gives a message that was typed into a turn a while to get a turn of its own; from the end of
   * the latest turn on, since it may have been typed into that one.
   */
  private void settleSteeredLater() {
    cancel(settleSteered);
    settleSteered =
        mailbox.after(
            OWN_TURN,
            () -> {
              if (!busy && turns.open() == null) {
                steering.settle();
              }
            });
  }

  End ending() {
    return ending.how();
  }

  /** Closes the turn that was going on when the agent went away in the middle of it. */
  void endTurnByLoss() {
    if (!ending.over()) { // else it was through with it, and ended after that
      ending.lost(TurnClosing.LOST);
    }
    endTurn(ending.how());
  }

  /** Closes the turn that was going on: its messages are answered, or failed with the agent. */
  void endTurn(End how) {
    cancel(idleCheck);
    closing.close(how, ending.failure());
    settleSteeredLater();
    ending.forget();
  }

  void tellDialog() {
    watch.tell();
  }

  /** Whether the agent works, whatever its session does. */
  boolean busy() {
    return busy;
  }

  /** An agent begins: a new one, or one that went on while nobody listened. */
  void begin(boolean adopted) {
    busy = false;
    cancel(idleReported);
    ending.resume(adopted);
    agentsAtWork = adopted && ending.over(); // it may be about to go on, for all we know
    if (ending.interruptSeen()) { // not at a stop: sub-agents may have it go on
      endTurn(ending.how());
      ending.resume(adopted);
    }
    if (!adopted) {
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
    return ExitWords.of(e);
  }

  private void tell(SessionEvent event) {
    parts.listener().accept(event);
  }
}
