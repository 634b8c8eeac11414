package io.github.claudebridge.session;

import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.StoreException;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a session's agent to its terminal: takes over the one that runs, or starts one with the
 * conversation that there is. Touched by the session's own thread alone.
 */
final class AgentStart {
  private static final Logger log = LoggerFactory.getLogger(AgentStart.class);

  private final Binding binding;
  private final SessionParts parts;
  private final Mailbox mailbox;
  private final Engine engine;
  private final Ladder ladder;
  private final Turns turns;
  private final AgentFollower follower;
  private final QuestionDesk questions;
  private final Supplier<SessionState> state;
  private final Consumer<Trigger> fire;
  private final Consumer<String> conversation;
  private final Consumer<@Nullable String> detail;
  private @Nullable ScheduledFuture<?> watch;
  private int launches;

  /**
   * @param conversation hears which conversation the agent has
   * @param detail hears why there is no agent
   */
  AgentStart(
      Binding binding,
      SessionParts parts,
      Mailbox mailbox,
      Engine engine,
      Ladder ladder,
      Turns turns,
      AgentFollower follower,
      QuestionDesk questions,
      Supplier<SessionState> state,
      Consumer<Trigger> fire,
      Consumer<String> conversation,
      Consumer<@Nullable String> detail) {
    this.binding = binding;
    this.parts = parts;
    this.mailbox = mailbox;
    this.engine = engine;
    this.ladder = ladder;
    this.turns = turns;
    this.follower = follower;
    this.questions = questions;
    this.state = state;
    this.fire = fire;
    this.conversation = conversation;
    this.detail = detail;
  }

  void launch() {
    ConversationStore.Conversation known =
        parts.conversations().current(binding.session()).orElse(null);
    boolean resume =
        known != null && known.transcript() != null && engine.hasRecord(known.transcript());
    String id =
        resume || (known != null && engine.alive()) ? known.id() : UUID.randomUUID().toString();
    Engine.Order order =
        new Engine.Order(
            binding,
            id,
            resume,
            known == null ? null : known.transcript(),
            known == null ? 0 : known.readTo());
    try {
      boolean adopted = engine.adopt(order);
      follower.begin(adopted);
      questions.begin(adopted);
      conversation.accept(id);
      if (adopted) {
        watchStart();
      } else if (resume && (ladder.workIsOpen() || turns.open() != null)) {
        int mine = ++launches;
        engine.readBack(order);
        mailbox.post(() -> startAfterLoss(mine)); // after what reading back has put there
      } else {
        follower.endTurnByLoss();
        startAgent(resume ? order : new Engine.Order(binding, id, false, null, 0));
      }
    } catch (EngineException | StoreException e) {
      startFailed(e);
    }
  }

  /**
   * The agent before is gone with its work. That is settled before another one is started: a crash
   * after that must not let the new one look as if it had done it.
   */
  private void startAfterLoss(int mine) {
    if (mine != launches
        || state.get() == SessionState.STOPPING
        || state.get() == SessionState.STOPPED) {
      return;
    }
    try {
      follower.endTurnByLoss();
      ConversationStore.Conversation known =
          parts.conversations().current(binding.session()).orElseThrow();
      startAgent(
          new Engine.Order(binding, known.id(), true, known.transcript(), known.readTo()));
    } catch (EngineException | StoreException e) {
      startFailed(e);
    }
  }

  private void startAgent(Engine.Order order) throws EngineException {
    parts
        .conversations()
        .begin(order.conversation(), binding.session(), binding.agent(), binding.directory());
    engine.start(order);
    watchStart();
  }

  private void startFailed(Exception e) {
    detail.accept(e.getMessage());
    log.warn("the agent could not be started: {}", e.getMessage());
    fire.accept(
        state.get() == SessionState.STARTING ? Trigger.START_FAILED : Trigger.AGENT_GONE);
  }

  /** Tells the channel when an agent takes too long to be ready; it is not ended for that. */
  private void watchStart() {
    if (watch != null) {
      watch.cancel(false);
    }
    watch =
        mailbox.after(
            parts.startTimeout(),
            () -> {
              if (state.get() == SessionState.STARTING) {
                follower.tellSlowStart(engine.look());
              }
            });
  }
}
