package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.session.SessionLife.Trigger;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over what was typed until the agent proves that it has it.
 *
 * <p>If the proof does not come, the evidence is looked at: the agent's record, then the composer.
 * Enter is pressed again only on text that is provably ours; what stays undecidable is left to a
 * person. Touched by the session's own thread alone.
 */
final class Proof {
  private static final Logger log = LoggerFactory.getLogger(Proof.class);

  /** How long the agent's proof may take before the evidence is looked at. */
  private static final Duration PROOF = Duration.ofMillis(2_500);

  /** What a long prompt takes more, for each 1,000 characters (Claude Code 2.1.329). */
  private static final Duration PROOF_PER_THOUSAND = Duration.ofMillis(200);

  private static final int MOST_LOOKS = 6;

  /** How often a message is typed anew because only a part of it stood in the composer. */
  private static final int MOST_RETYPES = 3;

  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final Ladder ladder;
  private final Steering steering;
  private final Consumer<Trigger> fire;
  private final Consumer<AgentEvent> seen;
  private final Settlement settlement;
  private @Nullable Delivery current;
  private boolean command;
  private int looks;
  private int retypes;
  private @Nullable String retyped;
  private @Nullable ScheduledFuture<?> patience;

  /**
   * @param fire moves the session along its table
   * @param seen hears of a dialog that covers the composer
   */
  Proof(
      SessionParts parts,
      Engine engine,
      Mailbox mailbox,
      Ladder ladder,
      Steering steering,
      Consumer<Trigger> fire,
      Consumer<AgentEvent> seen) {
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.ladder = ladder;
    this.steering = steering;
    this.fire = fire;
    this.seen = seen;
    this.settlement = new Settlement(engine, ladder, mailbox, fire, seen, this::goOn);
  }

  /** Whether something is typed and not proven, or is being found out: no key is pressed then. */
  boolean pending() {
    return current != null || settlement.going();
  }

  /**
   * The keys of a message are about to be pressed.
   *
   * @param ownCommand whether it is one of the agent's own, which it does not tell of
   */
  void begin(Delivery typing, boolean ownCommand) {
    if (!typing.message().id().equals(retyped)) {
      retyped = typing.message().id();
      retypes = 0;
    }
    current = typing;
    command = ownCommand;
    looks = 0;
  }

  /** The last key of what was begun is pressed, and that is stored. */
  void typed(Delivery typed) {
    current = typed;
  }

  /** Waits for the agent's proof of what was typed. */
  void await() {
    stopWaiting();
    int length = current == null || current.prompt() == null ? 0 : current.prompt().length();
    Duration atMost = PROOF.plus(PROOF_PER_THOUSAND.multipliedBy(length / 1_000));
    patience = mailbox.after(atMost, () -> fire.accept(Trigger.PROOF_MISSING));
  }

  /** Looks at the evidence for a prompt whose proof did not come, and repairs what can be. */
  void seek() {
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
          await();
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
    await();
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
   * @param wentOn whether the agent gave itself the prompt of this id
   * @return the message it proves, or null if the prompt is none of ours
   */
  @Nullable Delivery proven(String promptId, String text, boolean wentOn) {
    Delivery d = current;
    if (d != null && wentOn && ComposerMatch.whole(text, d.prompt())) {
      steering.toldByHook(d);
      steered(d); // typed as the agent went on by itself, it is told under that prompt (2.1.329)
      return null;
    }
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
      parts.messages().steps().accept(d, promptId);
      return d;
    }
    if (d.rung() == Rung.TYPING) {
      ladder.move(d, Rung.TYPED, null);
    }
    parts.messages().steps().accept(d, promptId);
    Failpoints.hit("typist.after-proof");
    stopWaiting();
    current = null;
    ladder.tell(d, Rung.ACCEPTED, null);
    return d;
  }

  /** The agent took a message while it works; which turn answers it is not known so far. */
  private void steered(Delivery d) {
    stopWaiting();
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
    stopWaiting();
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

  private void stopWaiting() {
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
  }
}
