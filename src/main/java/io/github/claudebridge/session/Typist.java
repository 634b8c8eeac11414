package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a session's messages from the inbox to the agent, one at a time and in order.
 *
 * <p>The intent is stored before the first key and the proof before anything is called delivered. If
 * the proof does not come, the evidence is looked at: the agent's record, then the composer. Enter
 * is pressed again only on text that is provably ours; what stays undecidable is left to a person.
 * Touched by the session's own thread alone.
 */
final class Typist {
  private static final Logger log = LoggerFactory.getLogger(Typist.class);

  /** How long the agent's proof may take before the evidence is looked at. */
  private static final Duration PROOF = Duration.ofMillis(2_500);

  /** What a long prompt takes more, for each 1,000 characters (Claude Code 2.1.329). */
  private static final Duration PROOF_PER_THOUSAND = Duration.ofMillis(200);

  /** How long keys that were sent may take to be seen in the composer of a loaded machine. */
  private static final Duration KEYS_ARRIVE = Duration.ofSeconds(2);

  /** How long a draft has to stand still before it is put aside: a key in between would be mixed in. */
  private static final Duration STILL = Duration.ofMillis(700);

  private static final int MOST_LOOKS = 6;

  /** How often a message is typed anew because only a part of it stood in the composer. */
  private static final int MOST_RETYPES = 3;

  private final Binding binding;
  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Consumer<AgentEvent> seen;
  private final Set<String> fetching = new HashSet<>();
  private final Set<String> steered = new HashSet<>();
  private final Set<String> queueTold = new HashSet<>();
  private @Nullable Delivery current;
  private boolean command;
  private int looks;
  private int retypes;
  private @Nullable String retyped;
  private @Nullable String draft;
  private boolean settling;
  private @Nullable ScheduledFuture<?> proof;
  private @Nullable ScheduledFuture<?> settleAgain;

  Typist(
      Binding binding,
      SessionParts parts,
      Engine engine,
      Mailbox mailbox,
      Consumer<Trigger> fire,
      Consumer<AgentEvent> seen) {
    this.binding = binding;
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.fire = fire;
    this.seen = seen;
  }

  /** A message is in the inbox again: as one that arrives. */
  void heard(String messageId) {
    parts.messages().find(messageId).ifPresent(this::heard);
  }

  /** A message is in the inbox: shows that it is, and fetches its attachments if it has some. */
  void heard(Delivery d) {
    tell(d, d.rung(), d.reason());
    fetch(d);
  }

  /** Fetches the attachments of a message that waits for them, once. */
  private void fetch(Delivery d) {
    if (d.rung() == Rung.RECEIVED && fetching.add(d.message().id())) {
      try {
        parts
            .files()
            .fetch(d)
            .whenComplete((lines, trouble) -> mailbox.post(() -> fetched(d, lines, trouble)));
      } catch (RuntimeException e) { // else the message would hold up the line for ever
        fetched(d, null, e);
      }
    }
  }

  private void fetched(
      Delivery d, @Nullable List<String> lines, @Nullable Throwable trouble) {
    fetching.remove(d.message().id());
    if (trouble != null) {
      log.warn("the attachments of message {} were not fetched", d.message().id(), trouble);
    }
    boolean queued =
        parts
            .messages()
            .prepared(
                d,
                lines != null
                    ? lines
                    : List.of("(the attachments could not be fetched: " + trouble + ")"));
    if (queued) { // and not taken back by its author meanwhile
      tell(d, Rung.QUEUED, null);
    }
    fire.accept(Trigger.QUEUE_MOVED);
  }

  /** Types the next message of the queue, if there is one and it is complete. */
  void deliverNext(boolean free) {
    if (!free || current != null || settling) {
      return;
    }
    Delivery next = parts.messages().next(binding.session()).orElse(null);
    if (next == null) {
      return;
    }
    if (next.rung() == Rung.RECEIVED) {
      fetch(next); // still under way, or left over from before a restart
      return;
    }
    boolean several = parts.messages().severalWriters(next.message().channel());
    PromptWriter.Prompt prompt = parts.prompts().write(next, several);
    if (prompt.text().isBlank()) {
      move(next, Rung.FAILED, "there is nothing in it that could be given to the agent");
      deliverNext(true);
      return;
    }
    type(next, prompt);
  }

  private void type(Delivery next, PromptWriter.Prompt prompt) {
    switch (engine.look()) {
      case Composer.Covered c -> {
        seen.accept(new AgentEvent.Waiting(c.kind(), c.screen()));
        return;
      }
      case Composer.Gone g -> {
        fire.accept(Trigger.AGENT_GONE);
        return;
      }
      case Composer.Empty e -> {}
      case Composer.Holds h -> {
        if (!h.text().equals(draft)) { // somebody may be typing it at this moment
          draft = h.text();
          mailbox.after(STILL, () -> fire.accept(Trigger.QUEUE_MOVED));
          return;
        }
      }
      case Composer.Unclear u -> {}
    }
    draft = null;
    if (!parts.messages().intend(next, prompt.text())) { // edited or taken back at this moment
      fire.accept(Trigger.QUEUE_MOVED);
      return;
    }
    if (!next.message().id().equals(retyped)) {
      retyped = next.message().id();
      retypes = 0;
    }
    current = stored(next);
    command = prompt.command();
    looks = 0;
    tell(next, Rung.TYPING, null);
    Failpoints.hit("typist.after-intent");
    try {
      engine.type(prompt.text());
      move(next, Rung.TYPED, null);
      Failpoints.hit("typist.after-typed");
      current = stored(next);
    } catch (EngineException | StoreException e) { // the proof, or its absence, tells the rest
      log.warn("typing message {} went wrong: {}", next.message().id(), e.getMessage());
    }
    fire.accept(Trigger.PROMPT_TYPED);
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
    move(d, Rung.QUEUED, null);
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  private void undecided(Delivery d) {
    current = null;
    move(d, Rung.UNDECIDED, "it may already have been typed; the agent has shown no proof of it");
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  /** A command that the agent handles by itself makes no turn: it is done once it is taken. */
  private void accepted(Delivery d, String promptId) {
    current = null;
    parts.messages().accept(d, promptId);
    tell(d, Rung.ACCEPTED, null);
    move(d, Rung.ANSWERED, null);
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
      if (d != null && ComposerMatch.whole(text, d.prompt()) && !ComposerMatch.whole(text, holder.prompt())) {
        queueTold.add(d.message().id());
        steered(d); // typed into a running turn, it is told under that turn's prompt (2.1.329)
      }
      return null; // told once more; it must not prove another message of the same words
    }
    if (d == null || !ComposerMatch.whole(text, d.prompt())) {
      d =
          parts.messages().underWay(binding.session()).stream()
              .filter(m -> m.prompt() != null && ComposerMatch.whole(text, m.prompt()))
              .filter(m -> !promptId.equals(m.promptId()))
              .findFirst()
              .orElse(null);
    }
    if (d == null) {
      return null;
    }
    if (d.rung() == Rung.ACCEPTED) { // a prompt that waited in the agent's own queue: its real id
      steered.remove(d.message().id());
      parts.messages().accept(d, promptId);
      return d;
    }
    if (d.rung() == Rung.TYPING) {
      move(d, Rung.TYPED, null);
    }
    parts.messages().accept(d, promptId);
    Failpoints.hit("typist.after-proof");
    cancelProof();
    current = null;
    tell(d, Rung.ACCEPTED, null);
    return d;
  }

  /** The agent took a message while it works; which turn answers it is not known so far. */
  private void steered(Delivery d) {
    cancelProof();
    current = null;
    steered.add(d.message().id());
    parts.messages().accept(d, "steered:" + d.message().id());
    tell(d, Rung.ACCEPTED, null);
    fire.accept(Trigger.PROMPT_DROPPED);
  }

  /**
   * The agent's record says that a prompt waits in the agent's own queue: with 2.1.197 that is the
   * only proof before its turn begins, with 2.1.329 the hook has told it before.
   */
  void queuedByAgent(String text) {
    boolean known =
        parts.messages().underWay(binding.session()).stream()
            .anyMatch(
                d ->
                    queueTold.contains(d.message().id())
                        && ComposerMatch.whole(text, d.prompt())
                        && queueTold.remove(d.message().id()));
    Delivery d = current;
    if (!known && d != null && ComposerMatch.whole(text, d.prompt())) {
      steered(d);
    }
  }

  /** The agent took a text into the turn that is going on: that turn answers it. */
  void joined(String text) {
    parts.messages().underWay(binding.session()).stream()
        .filter(d -> steered.contains(d.message().id()) && ComposerMatch.whole(text, d.prompt()))
        .findFirst()
        .ifPresent(d -> steered.remove(d.message().id()));
  }

  /** Whether a message that the agent took still waits for a turn of its own. */
  boolean awaitsItsTurn(Delivery d) {
    return steered.contains(d.message().id());
  }

  /** No turn of its own came: the one that was going on has answered what was typed into it. */
  void settleSteered() {
    parts.messages().underWay(binding.session()).stream()
        .filter(d -> d.rung() == Rung.ACCEPTED && steered.remove(d.message().id()))
        .forEach(d -> move(d, Rung.ANSWERED, null));
  }

  /**
   * Finds out what became of messages whose delivery was under way when the bridge went away, or
   * when something else took the agent: a dialog, a prompt of the terminal, a stop. Nothing is
   * typed before that is known.
   */
  void settleOpen() {
    abandon();
    if (openDeliveries().isEmpty()) {
      return;
    }
    settling = true;
    engine.catchUp();
    mailbox.post(() -> settleAll(true)); // after whatever catching up has put into the mailbox
  }

  /** What is seen proves little at first: the keys may still be on their way, or the screen. */
  private void settleAll(boolean first) {
    if (!settling) {
      return;
    }
    List<Delivery> open = openDeliveries();
    if (first && !open.isEmpty() && !readyToSettle(open.getFirst())) {
      settleAgain =
          mailbox.after(
              KEYS_ARRIVE,
              () -> {
                engine.catchUp();
                mailbox.post(() -> settleAll(false));
              });
      return;
    }
    settling = false;
    open.forEach(this::settle);
    fire.accept(Trigger.QUEUE_MOVED);
  }

  private boolean readyToSettle(Delivery d) {
    return switch (engine.look()) {
      case Composer.Holds h -> ComposerMatch.whole(h.text(), d.prompt());
      case Composer.Covered _, Composer.Gone _ -> true;
      case Composer.Empty _, Composer.Unclear _ -> false;
    };
  }

  private void settle(Delivery d) {
    switch (engine.look()) {
      case Composer.Holds h when ComposerMatch.whole(h.text(), d.prompt()) -> {
        current = d;
        looks = 0;
        fire.accept(Trigger.PROMPT_TYPED);
        again(d);
      }
      case Composer.Holds h when ComposerMatch.part(h.text(), d.prompt()) -> {
        try {
          engine.clear();
          move(d, Rung.QUEUED, null);
        } catch (EngineException e) {
          move(d, Rung.UNDECIDED, "a part of it stands in the composer: " + e.getMessage());
        }
      }
      case Composer.Empty e -> move(d, Rung.QUEUED, null);
      case Composer.Covered c -> seen.accept(new AgentEvent.Waiting(c.kind(), c.screen()));
      case Composer.Gone g -> fire.accept(Trigger.AGENT_GONE); // settled at the next start
      case Composer.Holds _, Composer.Unclear _ ->
          move(d, Rung.UNDECIDED, "it may already have been typed; something else stands in the composer");
    }
  }

  /** Whether something was typed, or is being worked on, that came to no end so far. */
  boolean workIsOpen() {
    return parts.messages().underWay(binding.session()).stream()
        .anyMatch(d -> d.rung() != Rung.RECEIVED && d.rung() != Rung.QUEUED);
  }

  private List<Delivery> openDeliveries() {
    return parts.messages().underWay(binding.session()).stream()
        .filter(d -> d.rung() == Rung.TYPING || d.rung() == Rung.TYPED)
        .filter(d -> current == null || !d.message().id().equals(current.message().id()))
        .toList();
  }

  /** Lets go of what is being typed; it is settled when an agent is idle again. */
  void abandon() {
    cancelProof();
    current = null;
    settling = false;
    if (settleAgain != null) {
      settleAgain.cancel(false);
      settleAgain = null;
    }
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

  private Delivery stored(Delivery d) {
    return parts.messages().find(d.message().id()).orElseThrow();
  }

  void move(Delivery d, Rung rung, @Nullable String reason) {
    parts.messages().move(d, rung, reason);
    tell(d, rung, reason);
  }

  /** Gives a message back to the queue that a usage limit met before anything came of it. */
  void limited(Delivery d) {
    parts.messages().limited(d);
    tell(d, Rung.QUEUED, null);
  }

  /** Leaves a message to people whose agent ended while it worked on it. */
  void lost(Delivery d, String reason) {
    parts.messages().lost(d, reason);
    tell(d, Rung.UNDECIDED, reason);
  }

  private void tell(Delivery d, Rung rung, @Nullable String reason) {
    parts
        .listener()
        .accept(
            new SessionEvent.Delivered(
                binding.session(), parts.clock().instant(), d.message(), rung, reason));
  }

  private void cancelProof() {
    if (proof != null) {
      proof.cancel(false);
      proof = null;
    }
  }
}
