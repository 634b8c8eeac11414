package io.github.claudebridge.session;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.SessionLife.Effect;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.Database.Writing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbered slot N: one channel, one directory, one agent, one writer. Everything that happens
 * to it is put into its mailbox and done on its own thread; {@link SessionLife} says what that
 * means.
 */
public final class Session implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** How long an agent is given to leave by itself. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Binding binding;
  private final SessionParts parts;
  private final Mailbox mailbox;
  private final Engine engine;
  private final Turns turns;
  private final Ladder ladder;
  private final Intake intake;
  private final Proof proof;
  private final Typist typist;
  private final Dialogs dialogs;
  private final LimitHold limit;
  private final AgentFollower follower;
  private final LastWords lastWords;
  private final Interruption interruption;
  private final MessageQueue queue;
  private final Arrivals arrivals;
  private final Reception reception;
  private final QuestionDesk questions;
  private final AgentStart agentStart;
  private volatile SessionState state = SessionState.STOPPED;
  private volatile @Nullable String detail;
  private volatile @Nullable String conversation;

  Session(Binding binding, SessionParts parts) {
    this.binding = binding;
    this.parts = parts;
    this.mailbox = new Mailbox(binding.session(), parts.timers());
    this.engine = parts
            .engines()
            .make(binding, event -> mailbox.post(() -> onAgent(event)), mailbox::post);
    this.turns = new Turns(binding.session(), parts.messages(), parts.conversations());
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
            this::wake,
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

  /** The link that this session is made from. */
  public Binding binding() {
    return binding;
  }

  /** What the session is doing at the moment. */
  public SessionState state() {
    return state;
  }

  /** What a person should know about the state, or null. */
  public @Nullable String detail() {
    String now = detail;
    return now == null ? null : now.lines().findFirst().orElse(null);
  }

  /** The agent's id of the conversation that the session has, or null before the first. */
  public @Nullable String conversation() {
    return conversation;
  }

  /** What identifies the agent's terminal, or null when there is none. */
  public @Nullable String terminal() {
    return engine.terminal();
  }

  /** Tells the session that something is in its inbox. */
  public void wake() {
    arrivals.ring();
  }

  /** Tells the session what was put into its inbox just now. */
  void wake(Arrival arrival) {
    arrivals.ring(arrival);
  }

  /**
   * Stores a message for the session and has it delivered; returns when it is stored for good.
   *
   * @return false if a message with this id was stored before; then nothing is changed
   * @throws io.github.claudebridge.store.StoreException if it cannot be stored
   */
  public boolean hear(Message message) {
    return reception.receive(message);
  }

  /** Starts the agent, or takes over the one that runs; done when its terminal is there. */
  public CompletableFuture<SessionState> start() {
    return mailbox.ask(
        () -> {
          parts.conversations().wish(binding.session(), true);
          fire(Trigger.START);
          return state;
        });
  }

  /** Starts the agent, or takes over the one that runs, as it was wished for before. */
  public CompletableFuture<SessionState> resume() {
    return mailbox.ask(
        () -> {
          fire(Trigger.START);
          return state;
        });
  }

  /** Ends the agent cleanly for now; the session is still wished for. */
  public CompletableFuture<SessionState> end() {
    return mailbox.ask(
        () -> {
          fire(Trigger.STOP);
          return state;
        });
  }

  /**
   * Ends the agent cleanly if it has nothing to do; the session is still wished for.
   *
   * @return whether it was ended
   */
  public CompletableFuture<Boolean> park() {
    return mailbox.ask(
        () -> {
          boolean free =
              state == SessionState.IDLE
                  && !lastWords.awaited()
                  && parts.messages().underWay(binding.session()).isEmpty();
          if (free) {
            fire(Trigger.STOP);
          }
          return free;
        });
  }

  /** Takes over the agent if one runs, and does nothing otherwise. */
  public CompletableFuture<SessionState> adopt() {
    return mailbox.ask(
        () -> {
          if (engine.alive()) {
            fire(Trigger.START);
          } else {
            questions.gone();
          }
          return state;
        });
  }

  /** Ends the agent cleanly; done when it is gone. Messages stay in the queue. */
  public CompletableFuture<SessionState> stop() {
    return mailbox.ask(
        () -> {
          parts.conversations().wish(binding.session(), false);
          fire(Trigger.STOP);
          return state;
        });
  }

  /** What waits for the agent, in the hands of people. */
  public MessageQueue queue() {
    return queue;
  }

  /** The dialog that stands on the terminal, in the hands of people. */
  public Dialogs dialogs() {
    return dialogs;
  }

  /** The usage limit that holds up the queue, in the hands of people. */
  public LimitHold limit() {
    return limit;
  }

  /** What the agent asks people. */
  public QuestionDesk questions() {
    return questions;
  }

  /** Stops the turn that is going on, and says whether it did stop; what is in the queue stays. */
  public CompletableFuture<Stopping> stopTurn() {
    mailbox.post(questions.seen()::interrupting);
    return interruption.stopTurn();
  }

  /** Presses what stops the turn that is going on, and waits for nothing. */
  public CompletableFuture<SessionState> interrupt() {
    return mailbox.ask(
        () -> {
          try {
            engine.interrupt();
          } catch (EngineException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
          return state;
        });
  }

  /** Takes in what the agent reports of itself by a hook. */
  public void hook(HookEvent event) {
    mailbox.post(
        () -> {
          engine.hook(event);
          questions.seen().hook(event);
        });
  }

  /** All that stands on the agent's screen, to be held against another look. */
  public CompletableFuture<String> picture() {
    return mailbox.ask(engine::picture);
  }

  /** Takes note that the session is meant to run and cannot for now; done when it is noted. */
  public CompletableFuture<SessionState> heldBack(String why) {
    return mailbox.ask(
        () -> {
          if (state == SessionState.STOPPED) {
            detail = why;
            fire(Trigger.HELD_BACK);
          }
          return state;
        });
  }

  /** Done when the session's thread has come to it: the sign that the thread is not stuck. */
  public CompletableFuture<SessionState> breathe() {
    return mailbox.ask(() -> state);
  }

  /** What stands on the agent's screen, or empty when there is none. */
  public CompletableFuture<Composer> look() {
    return mailbox.ask(engine::look);
  }

  /** Lets go of the agent, which goes on running. */
  @Override
  public void close() {
    mailbox.post(engine::close);
    mailbox.close();
  }

  /** Whether the dialog on the screen is a question that people have a post of. */
  private boolean asks() {
    return questions.seen().covered();
  }

  private void heard(Delivery delivery) {
    intake.heard(delivery);
    limit.heard();
  }

  private void onAgent(AgentEvent event) {
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
  private void fire(Trigger trigger) {
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
