package io.github.claudebridge.session;

import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.Engine;
import io.github.claudebridge.engine.EngineException;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.session.SessionLife.Trigger;
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

  private static final int MOST_LOOKS = 6;

  private final Binding binding;
  private final SessionParts parts;
  private final Engine engine;
  private final Mailbox mailbox;
  private final Consumer<Trigger> fire;
  private final Set<String> fetching = new HashSet<>();
  private @Nullable Delivery current;
  private boolean command;
  private int looks;
  private @Nullable ScheduledFuture<?> proof;

  Typist(
      Binding binding,
      SessionParts parts,
      Engine engine,
      Mailbox mailbox,
      Consumer<Trigger> fire) {
    this.binding = binding;
    this.parts = parts;
    this.engine = engine;
    this.mailbox = mailbox;
    this.fire = fire;
  }

  /** Fetches the attachments of messages that wait for them, a message once. */
  void prepare() {
    for (Delivery d : parts.messages().underWay(binding.session())) {
      if (d.rung() == Rung.RECEIVED && fetching.add(d.message().id())) {
        tell(d, Rung.RECEIVED, null);
        parts
            .files()
            .fetch(d)
            .whenComplete((lines, trouble) -> mailbox.post(() -> fetched(d, lines, trouble)));
      }
    }
  }

  private void fetched(
      Delivery d, @Nullable List<String> lines, @Nullable Throwable trouble) {
    fetching.remove(d.message().id());
    if (trouble != null) {
      log.warn("the attachments of message {} were not fetched", d.message().id(), trouble);
    }
    parts
        .messages()
        .prepared(
            d,
            lines != null
                ? lines
                : List.of("(the attachments could not be fetched: " + trouble + ")"));
    tell(d, Rung.QUEUED, null);
    fire.accept(Trigger.QUEUE_MOVED);
  }

  /** Types the next message of the queue, if there is one and it is complete. */
  void deliverNext(boolean free) {
    if (!free || current != null) {
      return;
    }
    Delivery next = parts.messages().next(binding.session()).orElse(null);
    if (next == null) {
      return;
    }
    if (next.rung() == Rung.RECEIVED) {
      prepare();
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
        fire.accept(Trigger.AGENT_WAITS);
        return;
      }
      case Composer.Gone g -> {
        fire.accept(Trigger.AGENT_GONE);
        return;
      }
      case Composer.Empty e -> {}
      case Composer.Holds h -> {}
      case Composer.Unclear u -> {}
    }
    parts.messages().intend(next, prompt.text());
    current = parts.messages().find(next.message().id()).orElseThrow();
    command = prompt.command();
    looks = 0;
    tell(next, Rung.TYPING, null);
    try {
      engine.type(prompt.text());
      move(current, Rung.TYPED, null);
    } catch (EngineException e) {
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
      case Composer.Holds h when sameText(h.text(), d.prompt()) -> again(d);
      case Composer.Holds h when partOf(h.text(), d.prompt()) -> retype(d);
      case Composer.Empty e when command -> accepted(d, "command:" + d.message().id());
      case Composer.Covered c -> fire.accept(Trigger.AGENT_WAITS);
      case Composer.Gone g -> fire.accept(Trigger.AGENT_GONE);
      default -> {
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
    if (d == null || !sameText(text, d.prompt())) {
      d =
          parts.messages().underWay(binding.session()).stream()
              .filter(m -> m.prompt() != null && sameText(text, m.prompt()))
              .filter(m -> !promptId.equals(m.promptId()))
              .findFirst()
              .orElse(null);
    }
    if (d == null) {
      return null;
    }
    if (d.rung() == Rung.ACCEPTED) { // a prompt that waited in the agent's own queue: its real id
      parts.messages().accept(d, promptId);
      return d;
    }
    cancelProof();
    current = null;
    if (d.rung() == Rung.TYPING) {
      move(d, Rung.TYPED, null);
    }
    parts.messages().accept(d, promptId);
    tell(d, Rung.ACCEPTED, null);
    return d;
  }

  /** Finds out what became of messages whose delivery was under way when the bridge went away. */
  void settleOpen() {
    if (current != null) {
      return;
    }
    List<Delivery> open = openDeliveries();
    if (open.isEmpty()) {
      return;
    }
    engine.catchUp();
    mailbox.post(() -> openDeliveries().forEach(this::settle));
    mailbox.post(() -> fire.accept(Trigger.QUEUE_MOVED));
  }

  private void settle(Delivery d) {
    switch (engine.look()) {
      case Composer.Holds h when sameText(h.text(), d.prompt()) -> {
        current = d;
        looks = 0;
        fire.accept(Trigger.PROMPT_TYPED);
        again(d);
      }
      case Composer.Holds h when partOf(h.text(), d.prompt()) -> {
        try {
          engine.clear();
          move(d, Rung.QUEUED, null);
        } catch (EngineException e) {
          move(d, Rung.UNDECIDED, "a part of it stands in the composer: " + e.getMessage());
        }
      }
      case Composer.Empty e -> move(d, Rung.QUEUED, null);
      default ->
          move(d, Rung.UNDECIDED, "it may already have been typed before the bridge ended");
    }
  }

  private List<Delivery> openDeliveries() {
    return parts.messages().underWay(binding.session()).stream()
        .filter(d -> d.rung() == Rung.TYPING || d.rung() == Rung.TYPED)
        .filter(d -> current == null || !d.message().id().equals(current.message().id()))
        .toList();
  }

  /** Lets go of what is being typed, since its agent is gone; it is settled at the next start. */
  void abandon() {
    cancelProof();
    current = null;
  }

  void move(Delivery d, Rung rung, @Nullable String reason) {
    parts.messages().move(d, rung, reason);
    tell(d, rung, reason);
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

  /** Whether two texts are the same to a reader: the terminal wraps lines and pads with spaces. */
  private static boolean sameText(String seen, @Nullable String prompt) {
    return prompt != null && !seen.isBlank() && bare(seen).equals(bare(prompt));
  }

  private static boolean partOf(String seen, @Nullable String prompt) {
    return prompt != null && !seen.isBlank() && bare(prompt).contains(bare(seen));
  }

  private static String bare(String text) {
    return text.replaceAll("[\\s\\u00a0]+", "");
  }
}
