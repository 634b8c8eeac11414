package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.Database;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a session's messages from the inbox to the agent, one at a time and in order.
 *
 * <p>The intent is stored before the first key and the proof before anything is called delivered.
 * If the proof does not come, the evidence is looked at: the agent's record, then the composer.
 * Enter is pressed again only on text that is provably ours; what stays undecidable is left to a
 * person. Touched by the session's own thread alone.
 */
final class Typist {
  private static final Logger log = LoggerFactory.getLogger(Typist.class);

  /** How long the agent's proof may take before the evidence is looked at. */
  private static final Duration PROOF = Duration.ofMillis(2_500);

  /** What a long prompt takes more, for each 1,000 characters (Claude Code 2.1.329). */
  private static final Duration PROOF_PER_THOUSAND = Duration.ofMillis(200);

  /**
   * How long a draft has to stand still before it is put aside: a key in between would be mixed in.
   */
  private static final Duration STILL = Duration.ofMillis(700);

  /** From so many characters on, typing takes long enough to be shown while it goes on. */
  private static final int LONG = 2_000;

  private static final int MOST_LOOKS = 6;

  /** How often a message is typed anew because only a part of it stood in the composer. */
  private static final int MOST_RETYPES = 3;

  private final Binding binding;
  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Consumer<AgentEvent> seen;
  private final Ladder ladder;
  private final Intake intake;
  private final Steering steering;
  private final Settlement settlement;
  private @Nullable Delivery current;
  private @Nullable Delivery expected;
  private boolean command;
  private int looks;
  private int retypes;
  private boolean cautious;
  private @Nullable String retyped;
  private @Nullable String draft;
  private @Nullable ScheduledFuture<?> proof;

  Typist(
      Binding binding,
      SessionParts parts,
      Engine engine,
      Mailbox mailbox,
      Ladder ladder,
      Intake intake,
      Steering steering,
      Consumer<Trigger> fire,
      Consumer<AgentEvent> seen) {
    this.binding = binding;
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.ladder = ladder;
    this.intake = intake;
    this.steering = steering;
    this.fire = fire;
    this.seen = seen;
    this.settlement = new Settlement(engine, ladder, mailbox, fire, seen, this::goOn);
  }

  /** What is known to be the next of the queue at this moment; null for what the store says. */
  void expect(@Nullable Delivery next) {
    expected = next;
  }

  /** Types the next message of the queue, if there is one and it is complete. */
  void deliverNext(boolean free) {
    if (!free || current != null || settlement.going()) {
      return;
    }
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
      intent = parts.messages().beginIntent(next, prompt.text());
    } else {
      intent = parts.messages().beginIntent(next, prompt.text());
      composer = engine.look();
    }
    if (!intent.done()) { // edited or taken back at this moment
      fire.accept(Trigger.QUEUE_MOVED);
      return;
    }
    if (!cautious && !(composer instanceof Composer.Empty)) {
      cautious = true;
      parts.messages().move(next.on(Rung.TYPING, prompt.text()), Rung.QUEUED, null);
      type(next, prompt);
      return;
    }
    cautious = false;
    draft = null;
    if (!next.message().id().equals(retyped)) {
      retyped = next.message().id();
      retypes = 0;
    }
    Delivery typing = next.on(Rung.TYPING, prompt.text());
    current = typing;
    command = prompt.command();
    looks = 0;
    ladder.tell(typing, Rung.TYPING, null);
    if (prompt.text().length() > LONG) {
      ladder.tellNow();
    }
    Failpoints.hit("typist.after-intent");
    try {
      engine.type(prompt.text(), composer);
      ladder.move(typing, Rung.TYPED, null);
      Failpoints.hit("typist.after-typed");
      current = typing.on(Rung.TYPED, prompt.text());
    } catch (EngineException | StoreException e) { // the proof, or its absence, tells the rest
      log.warn("typing message {} went wrong: {}", next.message().id(), e.getMessage());
    }
    fire.accept(Trigger.PROMPT_TYPED);
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

  /** Waits for the agent's proof of what was typed. */
  void awaitProof() {
    cancelProof();
    int length = current == null || current.prompt() == null ? 0 : current.prompt().length();
    Duration patience = PROOF.plus(PROOF_PER_THOUSAND.multipliedBy(length / 1_000));
    proof = mailbox.after(patience, () -> fire.accept(Trigger.PROOF_MISSING));
  }

  /** Looks at the evidence for a prompt whose proof did not come, and repairs what can be. */
  void seekProof() {
    Delivery d = current;
    if (d == null) {
      fire.accept(Trigger.PROMPT_DROPPED);
      return;
    }
    engine.catchUp();
    mailbox.post(() -> judge(d)); // after whatever catching up has put into the mailbox
  }

  private void judge(Delivery d) {
    if (current != d) {
      return;
    }
    looks++;
    Composer composer = engine.look();
    log.info("no proof of message {} yet; the composer: {}", d.message().id(), composer);
    switch (composer) {
      case Composer.Holds h when ComposerMatch.whole(h.text(), d.prompt()) -> again(d);
      case Composer.Holds h when ComposerMatch.part(h.text(), d.prompt()) -> retype(d);
      case Composer.Empty e when command -> accepted(d, "command:" + d.message().id());
      case Composer.Covered c -> seen.accept(new AgentEvent.Waiting(c.kind(), c.screen()));
      case Composer.Gone g -> fire.accept(Trigger.AGENT_GONE);
      case Composer.Holds _, Composer.Empty _, Composer.Unclear _ -> {
        if (looks < MOST_LOOKS) {
          awaitProof();
        } else {
          undecided(d);
        }
      }
    }
  }

  private void again(Delivery d) {
    if (looks >= MOST_LOOKS) {
      undecided(d);
      return;
    }
    try {
      engine.submit();
    } catch (EngineException e) {
      log.warn("pressing Enter again went wrong: {}", e.getMessage());
    }
    awaitProof();
  }

  private void retype(Delivery d) {
    if (++retypes > MOST_RETYPES) {
      undecided(d);
      return;
    }
    try {
      engine.clear();
    } catch (EngineException e) {
      log.warn("clearing the composer went wrong: {}", e.getMessage());
      undecided(d);
      return;
    }
    current = null;
    ladder.move(d, Rung.QUEUED, null);
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  private void undecided(Delivery d) {
    current = null;
    ladder.move(
        d, Rung.UNDECIDED, "it may already have been typed; the agent has shown no proof of it");
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  /** A command that the agent handles by itself makes no turn: it is done once it is taken. */
  private void accepted(Delivery d, String promptId) {
    current = null;
    ladder.accept(d, promptId);
    ladder.move(d, Rung.ANSWERED, null);
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  /**
   * Takes the agent's word for a prompt as the proof of a delivery.
   *
   * @return the message it proves, or null if the prompt is none of ours
   */
  @Nullable Delivery proven(String promptId, String text) {
    Delivery d = current;
    Delivery holder = parts.messages().findByPrompt(promptId).orElse(null);
    if (holder != null) {
      if (d != null
          && ComposerMatch.whole(text, d.prompt())
          && !ComposerMatch.whole(text, holder.prompt())) {
        steering.toldByHook(d);
        steered(d); // typed into a running turn, it is told under that turn's prompt (2.1.329)
      }
      return null; // told once more; it must not prove another message of the same words
    }
    if (d == null || !ComposerMatch.whole(text, d.prompt())) {
      d =
          ladder.underWay().stream()
              .filter(m -> m.prompt() != null && ComposerMatch.whole(text, m.prompt()))
              .filter(m -> !promptId.equals(m.promptId()))
              .findFirst()
              .orElse(null);
    }
    if (d == null) {
      return null;
    }
    if (d.rung() == Rung.ACCEPTED) { // a prompt that waited in the agent's own queue: its real id
      steering.hasItsTurn(d);
      parts.messages().accept(d, promptId);
      return d;
    }
    if (d.rung() == Rung.TYPING) {
      ladder.move(d, Rung.TYPED, null);
    }
    parts.messages().accept(d, promptId);
    Failpoints.hit("typist.after-proof");
    cancelProof();
    current = null;
    ladder.tell(d, Rung.ACCEPTED, null);
    return d;
  }

  /** The agent took a message while it works; which turn answers it is not known so far. */
  private void steered(Delivery d) {
    cancelProof();
    current = null;
    steering.took(d);
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  /**
   * The agent's record says that a prompt waits in the agent's own queue: with 2.1.197 that is the
   * only proof before its turn begins, with 2.1.329 the hook has told it before.
   */
  void queuedByAgent(String text) {
    Delivery d = current;
    if (!steering.wasToldByHook(text) && d != null && ComposerMatch.whole(text, d.prompt())) {
      steered(d);
    }
  }

  /** Finds out what became of what was under way; nothing is typed before that is known. */
  void settleOpen() {
    abandon();
    settlement.begin();
  }

  /** What is under way stands in the composer, whole: only its Enter was lost. */
  private void goOn(Delivery d) {
    current = d;
    looks = 0;
    fire.accept(Trigger.PROMPT_TYPED);
    again(d);
  }

  /** Lets go of what is being typed; it is settled when an agent is idle again. */
  void abandon() {
    cancelProof();
    current = null;
    settlement.abandon();
  }

  /** Whether the agent's composer can be seen, and so no dialog stands before it. */
  boolean uncovered() {
    return switch (engine.look()) {
      case Composer.Empty e -> true;
      case Composer.Holds h -> true;
      case Composer.Covered c -> false;
      case Composer.Unclear u -> false;
      case Composer.Gone g -> false;
    };
  }

  private void cancelProof() {
    if (proof != null) {
      proof.cancel(false);
      proof = null;
    }
  }
}
