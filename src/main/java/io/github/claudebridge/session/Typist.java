package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a session's messages from the inbox to the agent, one at a time and in order.
 *
 * <p>The intent is stored before the first key; from then on {@link Proof} watches over it. Touched
 * by the session's own thread alone.
 */
final class Typist {
  private static final Logger log = LoggerFactory.getLogger(Typist.class);

  /**
   * How long a draft has to stand still before it is put aside: a key in between would be mixed in.
   */
  private static final Duration STILL = Duration.ofMillis(700);

  /** From so many characters on, typing takes long enough to be shown while it goes on. */
  private static final int LONG = 2_000;

  private final Binding binding;
  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Consumer<AgentEvent> seen;
  private final Ladder ladder;
  private final Intake intake;
  private final Proof proof;
  private @Nullable Delivery expected;
  private @Nullable Delivery unlooked;
  private boolean cautious;
  private @Nullable String draft;

  Typist(
      Binding binding,
      SessionParts parts,
      Engine engine,
      Mailbox mailbox,
      Ladder ladder,
      Intake intake,
      Proof proof,
      Consumer<Trigger> fire,
      Consumer<AgentEvent> seen) {
    this.binding = binding;
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.ladder = ladder;
    this.intake = intake;
    this.proof = proof;
    this.fire = fire;
    this.seen = seen;
  }

  /** What is known to be the next of the queue at this moment; null for what the store says. */
  void expect(@Nullable Delivery next) {
    expected = next;
  }

  /** Types the next message of the queue, if there is one and it is complete. */
  void deliverNext(boolean free) {
    if (!free || proof.pending()) {
      return;
    }
    putBack();
    Delivery next =
        expected != null
            ? expected
            : parts.messages().next(binding.session()).orElse(null);
    expected = null;
    if (next == null) {
      return;
    }
    if (next.rung() == Rung.RECEIVED) {
      intake.fetch(next); // still under way, or left over from before a restart
      return;
    }
    if (parts.messages().leftovers().holds(next)) {
      return;
    }
    boolean several = parts.messages().severalWriters(next.message().channel());
    PromptWriter.Prompt prompt = parts.prompts().write(next, several);
    if (prompt.text().isBlank()) {
      ladder.move(next, Rung.FAILED, "there is nothing in it that could be given to the agent");
      deliverNext(true);
      return;
    }
    type(next, prompt);
  }

  /**
   * Stores a message that arrives together with the intent to type it, in one commit, and types it.
   * The composer is looked at meanwhile.
   *
   * <p>Where it cannot be typed at once nothing is done.
   *
   * @param begun takes what is being stored, for who waits for it
   * @param heard takes what was stored, before it is typed
   */
  void deliverArriving(
      Message message,
      Consumer<Database.Writing<Optional<Arrival>>> begun,
      Consumer<Arrival> heard) {
    if (proof.pending() || cautious || message.text().length() > LONG) {
      return;
    }
    Delivery arriving =
        new Delivery(
            0, binding.session(), message, Rung.QUEUED, null, null, null, List.of(), Map.of());
    boolean several = parts.messages().severalWriters(message);
    PromptWriter.Prompt prompt = parts.prompts().write(arriving, several);
    if (prompt.text().isBlank()) {
      return;
    }
    Database.Writing<Optional<Arrival>> writing =
        parts.messages().beginArrival(binding.session(), message, prompt.text());
    begun.accept(writing);
    Composer composer = engine.look();
    Arrival arrival = writing.done().orElse(null);
    if (arrival != null) {
      Failpoints.hit("append.after-commit");
      heard.accept(arrival);
      if (arrival.delivery().rung() == Rung.TYPING) {
        type(arrival.delivery(), prompt, composer);
      }
    }
  }

  /**
   * Types a message. Its intent is stored while the composer is looked at: both take a while, and
   * mostly nothing stands there. Where something did, the look comes first until it is gone.
   */
  private void type(Delivery next, PromptWriter.Prompt prompt) {
    Composer composer;
    Database.Writing<Boolean> intent;
    if (cautious) {
      composer = engine.look();
      if (!free(composer)) {
        return;
      }
      intent = parts.messages().steps().beginIntent(next, prompt.text());
    } else {
      intent = parts.messages().steps().beginIntent(next, prompt.text());
      composer = engine.look();
    }
    if (!intent.done()) { // edited or taken back at this moment
      fire.accept(Trigger.QUEUE_MOVED);
      return;
    }
    type(next.on(Rung.TYPING, prompt.text()), prompt, composer);
  }

  /** Types a message whose intent is stored into what was seen. */
  private void type(Delivery typing, PromptWriter.Prompt prompt, Composer composer) {
    if (!cautious && !(composer instanceof Composer.Empty)) {
      cautious = true;
      unlooked = typing;
      putBack();
      type(typing.on(Rung.QUEUED, prompt.text()), prompt);
      return;
    }
    cautious = false;
    draft = null;
    proof.begin(typing, prompt.command());
    ladder.tell(typing, Rung.TYPING, null);
    if (prompt.text().length() > LONG) {
      ladder.tellNow();
    }
    Failpoints.hit("typist.after-intent");
    try {
      engine.type(prompt.text(), composer);
      ladder.move(typing, Rung.TYPED, null);
      Failpoints.hit("typist.after-typed");
      proof.typed(typing.on(Rung.TYPED, prompt.text()));
    } catch (EngineException | StoreException e) { // the proof, or its absence, tells the rest
      log.warn("typing message {} went wrong: {}", typing.message().id(), e.getMessage());
    }
    fire.accept(Trigger.PROMPT_TYPED);
  }

  /** Gives a message back to the queue whose intent was stored before the composer was seen. */
  private void putBack() {
    Delivery d = unlooked;
    unlooked = null;
    if (d != null) {
      try {
        parts.messages().steps().move(d, Rung.QUEUED, null);
      } catch (StoreException e) { // before anything else is typed
        unlooked = d;
        throw e;
      }
    }
  }

  /**
   * Whether a prompt can be typed into what was seen; if not, it is seen to that it can be later.
   */
  private boolean free(Composer composer) {
    return switch (composer) {
      case Composer.Covered c -> {
        seen.accept(new AgentEvent.Waiting(c.kind(), c.screen()));
        yield false;
      }
      case Composer.Gone _ -> {
        fire.accept(Trigger.AGENT_GONE);
        yield false;
      }
      case Composer.Holds h when !h.text().equals(draft) -> { // somebody may be typing it just now
        draft = h.text();
        mailbox.after(STILL, () -> fire.accept(Trigger.QUEUE_MOVED));
        yield false;
      }
      case Composer.Holds _, Composer.Empty _, Composer.Unclear _ -> true;
    };
  }
}
