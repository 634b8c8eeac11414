package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.SessionLife.Effect;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.Database.Writing;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a session, and what moves them: {@link SessionLife} says what everything that
 * happens means. But for what says otherwise, touched by the session's own thread alone.
 */
final class SessionCore {
  private static final Logger log = LoggerFactory.getLogger(SessionCore.class);

  /** How long an agent is given to leave by itself. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Binding binding;
  private final SessionParts parts;
  final Mailbox mailbox;
  final Engine engine;
  private final Turns turns;
  private final Ladder ladder;
  private final Intake intake;
  private final Proof proof;
  private final Typist typist;
  final Dialogs dialogs;
  final LimitHold limit;
  private final AgentFollower follower;
  final LastWords lastWords;
  final Interruption interruption;
  final MessageQueue queue;
  final Arrivals arrivals;
  final Reception reception;
  final QuestionDesk questions;
  private final AgentStart agentStart;
  private volatile SessionState state = SessionState.STOPPED;
  private volatile @Nullable String detail;
  private volatile @Nullable String conversation;

  SessionCore(Binding binding, SessionParts parts) {
    this.binding = binding;
    this.parts = parts;
    this.mailbox = new Mailbox(binding.session(), parts.timers());
    this.engine =
        parts
            .engines()
            .make(binding, event -> mailbox.post(() -> onAgent(event)), mailbox::post);
    this.turns =
        new Turns(
            binding.session(),
            parts.messages(),
            parts.conversations().turns(),
            parts.conversations().goesOn());
    this.ladder = new Ladder(binding.session(), parts);
    this.intake = new Intake(parts, ladder, mailbox, this::fire);
    Steering steering = new Steering(ladder);
    this.proof =
        new Proof(parts, engine, mailbox, ladder, steering, this::fire, this::onAgent);
    this.typist =
        new Typist(
            binding, parts, engine, mailbox, ladder, intake, proof, this::fire, this::onAgent);
    this.dialogs = new Dialogs(binding.session(), parts, engine, mailbox, this::asks);
    this.limit = new LimitHold(binding, parts, mailbox, () -> fire(Trigger.QUEUE_MOVED));
    this.follower =
        new AgentFollower(
            binding, parts, mailbox, turns, proof, ladder, steering, dialogs, limit, this::fire,
            this::state);
    this.lastWords =
        new LastWords(mailbox, turns, follower, engine::catchUp, this::lastWordsHeard);
    this.interruption = new Interruption(engine, mailbox, turns, this::state);
    this.queue =
        new MessageQueue(binding.session(), parts, mailbox, intake, interruption, this::fire);
    this.arrivals =
        new Arrivals(
            binding.session(),
            parts.messages().backlog(),
            mailbox,
            work -> ladder.tellAfter(work),
            this::heard,
            typist::expect,
            this::fire);
    this.reception =
        new Reception(
            binding.session(),
            parts.messages(),
            mailbox,
            () -> state == SessionState.IDLE,
            this::deliverArriving,
            arrivals::ring,
            () -> fire(Trigger.QUEUE_MOVED));
    this.questions = new QuestionDesk(binding.session(), parts, mailbox, turns, engine);
    this.agentStart =
        new AgentStart(
            binding,
            parts,
            mailbox,
            engine,
            ladder,
            turns,
            follower,
            questions,
            this::state,
            this::fire,
            id -> conversation = id,
            why -> detail = why);
    this.conversation =
        parts.conversations().current(binding.session()).map(c -> c.id()).orElse(null);
  }

  /** What the session is doing; from any thread. */
  SessionState state() {
    return state;
  }

  /** What a person should know about the state, or null; from any thread. */
  @Nullable String detail() {
    return detail;
  }

  /** Says what a person should know about the state. */
  void detail(String why) {
    detail = why;
  }

  /** The agent's id of the conversation, or null before the first; from any thread. */
  @Nullable String conversation() {
    return conversation;
  }

  /** Whether the dialog on the screen is a question that people have a post of. */
  private boolean asks() {
    return questions.seen().covered();
  }

  private void heard(Delivery delivery) {
    intake.heard(delivery);
    limit.heard();
  }

  private void onAgent(AgentEvent told) {
    AgentEvent event = turns.ofTurn(told);
    questions.seen().agent(event);
    switch (event) {
      case AgentEvent.Conversing e -> {
        conversation = e.conversation();
        follower.conversing(e);
      }
      case AgentEvent.Said e -> {
        follower.said(e);
        lastWords.said(e.text());
      }
      case AgentEvent.Stopped e -> stopped(e);
      case AgentEvent.Exited e -> {
        detail = follower.exit(e, state);
        fire(Trigger.AGENT_GONE);
      }
      case AgentEvent.Idle _,
          AgentEvent.Busy _,
          AgentEvent.Waiting _,
          AgentEvent.Accepted _,
          AgentEvent.WentOn _,
          AgentEvent.Joined _,
          AgentEvent.Queued _,
          AgentEvent.Progress _,
          AgentEvent.ReadTo _,
          AgentEvent.StopFailed _,
          AgentEvent.Interrupted _ ->
          follower.follow(event);
    }
  }

  /** A turn ended; its last words may be on their way still, and come before the next prompt. */
  private void stopped(AgentEvent.Stopped e) {
    String words = e.lastMessage();
    if (follower.stopped(e)
        && words != null
        && !words.isBlank()
        && !turns.wasSaid(words)
        && turns.open() != null) {
      lastWords.await(words);
    }
    follower.endReported();
  }

  private void lastWordsHeard() {
    if (state == SessionState.IDLE) {
      follower.endTurn(SessionEvent.End.DONE);
      deliverNext();
    }
  }

  /** Moves along the table, and does what stands there. */
  void fire(Trigger trigger) {
    SessionLife.Row row = SessionLife.next(state, trigger).orElse(null);
    if (row == null) {
      log.debug("{} means nothing while {}", trigger, state);
      return;
    }
    SessionState before = state;
    state = row.to();
    if (before != state) {
      log.info("{} -> {} ({})", before.word(), state.word(), trigger);
      if (state == SessionState.IDLE || state == SessionState.STARTING) {
        detail = null;
      }
      if (state == SessionState.STOPPED || state == SessionState.LOST) {
        questions.gone();
      }
      parts
          .listener()
          .accept(
              new SessionEvent.StateChanged(
                  binding.session(), parts.clock().instant(), before.word(), state.word(), detail));
    }
    row.effects().forEach(this::perform);
  }

  private void perform(Effect effect) {
    switch (effect) {
      case LAUNCH -> agentStart.launch();
      case SETTLE_OPEN -> proof.settleOpen();
      case AWAIT_PROOF -> proof.await();
      case SEEK_PROOF -> proof.seek();
      case END_TURN -> {
        if (!lastWords.awaited() || state != SessionState.IDLE) {
          lastWords.sayNow();
          switch (state) {
            case IDLE -> follower.endTurn(follower.ending());
            case LOST -> follower.endTurnByLoss();
            default -> follower.endTurn(SessionEvent.End.INTERRUPTED);
          }
        }
      }
      case DELIVER_NEXT -> deliverNext();
      case STEER_NEXT -> {
        if (parts.steer() && state == SessionState.WORKING && !limit.holds()) {
          typist.deliverNext(true);
        }
      }
      case TELL_DIALOG -> {
        if (asks()) {
          dialogs.over();
        } else {
          follower.tellDialog();
        }
      }
      case END_AGENT -> {
        engine.stop(GRACE);
        dialogs.over();
        fire(Trigger.AGENT_GONE);
      }
    }
  }

  private void deliverArriving(Message message, Consumer<Writing<Optional<Arrival>>> begun) {
    if (state == SessionState.IDLE
        && !limit.holds()
        && !follower.busy()
        && !lastWords.awaited()) {
      ladder.tellAfter(() -> typist.deliverArriving(message, begun, arrivals::stored));
    }
  }

  private void deliverNext() {
    if (state != SessionState.IDLE || limit.holds()) {
      return;
    }
    if (follower.busy()) { // with a command of its own, which makes no turn
      fire(Trigger.AGENT_BUSY);
    } else {
      typist.deliverNext(!lastWords.awaited());
    }
  }
}
