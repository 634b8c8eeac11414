package io.github.claudebridge.testing;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.Composer;
import io.github.claudebridge.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An agent with a composer and a record of its conversation, which outlives the bridge as the real
 * one does: a bridge that starts again connects to the same object.
 *
 * <p>Each typed prompt meets the next behaviour of the script; with an empty script the agent
 * answers at once. {@link #taken} is the truth about what reached the agent.
 */
public final class FakeEngine extends FakeScreen {
  private final Path transcriptFile;
  private final String promptIds;
  private final Deque<Typed> script = new ArrayDeque<>();
  private final List<AgentEvent> record = new ArrayList<>();
  private final List<String> taken = new ArrayList<>();
  private final Deque<String> ownQueue = new ArrayDeque<>();
  private final List<HookEvent> hooks = new ArrayList<>();
  private @Nullable Consumer<AgentEvent> events;
  private @Nullable AgentEvent unproven;
  private boolean entersLost;
  private boolean readsAlong = true;
  private boolean startFails;
  private boolean startsSilently;
  private int readTo;
  private int prompts;
  private int enters;
  private int clears;
  private int escapes;
  private int starts;
  private String conversation = "none";
  private boolean deaf;
  private @Nullable Order started;

  /** An agent that writes its record (as far as others see it: a file that exists) in a folder. */
  public FakeEngine(Path folder) {
    this(folder, "prompt-");
  }

  /** One of several agents on one store, whose prompts have ids of their own. */
  public FakeEngine(Path folder, String promptIds) {
    this.promptIds = promptIds;
    this.transcriptFile = folder.resolve("record.jsonl");
  }

  /** Connects a session of a bridge; the one before hears nothing more. */
  public synchronized FakeEngine connect(Consumer<AgentEvent> session) {
    events = session;
    return this;
  }

  /** Counts its prompts from here on, so that those of several agents have ids of their own. */
  public FakeEngine countingFrom(int first) {
    prompts = first;
    return this;
  }

  /** What happens to the next prompts. */
  public synchronized FakeEngine next(Typed... behaviours) {
    script.addAll(List.of(behaviours));
    return this;
  }

  /** What the agent took, in order: the truth about what was delivered. */
  public synchronized List<String> taken() {
    return List.copyOf(taken);
  }

  /** How often Enter was pressed again. */
  public synchronized int enters() {
    return enters;
  }

  /** How often the composer was emptied. */
  public synchronized int clears() {
    return clears;
  }

  /** How often the agent was started. */
  public synchronized int starts() {
    return starts;
  }

  /** Whether starting fails from now on. */
  public synchronized void startFails(boolean fails) {
    startFails = fails;
  }

  /** Whether a started agent does not tell that it is ready. */
  public synchronized void startsSilently(boolean silent) {
    startsSilently = silent;
  }

  /** Whether lines of the record are told as they are written; otherwise only by catching up. */
  public synchronized void readsAlong(boolean along) {
    readsAlong = along;
  }

  /** Somebody types at the terminal, and submits it. */
  public synchronized void typeAtTerminal(String prompt) {
    take(prompt, true);
  }

  /** Says something in the turn that goes on. */
  public synchronized void say(String text) {
    write(
        new AgentEvent.Said(
            promptIds.replace("prompt", "said") + record.size(), promptId(), text, false));
  }

  /** The proof that was held back comes now. */
  public synchronized void prove() {
    AgentEvent proof = unproven;
    unproven = null;
    if (proof != null) {
      write(proof);
      tell(proof);
      work();
    }
  }

  /** What waits in the agent's own queue goes into the turn that is going on. */
  public synchronized void join() {
    for (String prompt = ownQueue.poll(); prompt != null; prompt = ownQueue.poll()) {
      write(new AgentEvent.Joined(prompt));
    }
  }

  /**
   * What waits first in the agent's own queue becomes a turn; no hook tells so, the record does.
   */
  public synchronized void takeUp() {
    prompts++;
    work();
    write(new AgentEvent.Accepted(promptId(), ownQueue.remove()));
  }

  /** As {@link #takeUp}, and over before the record tells of it. */
  public synchronized void takeUpAndStopFirst(AgentEvent stop) {
    prompts++;
    work();
    tell(stop);
    write(new AgentEvent.Accepted(promptId(), ownQueue.remove()));
    rest();
  }

  /** The agent's id of the prompt that it takes next. */
  public synchronized String nextPromptId() {
    return promptIds + (prompts + 1);
  }

  /**
   * A person interrupts the turn, and the agent goes straight on to what waits in its own queue.
   */
  public synchronized void interruptedForNext() {
    write(new AgentEvent.Interrupted(promptId()));
    prompts++;
    write(new AgentEvent.Accepted(promptId(), ownQueue.remove()));
  }

  /** Ends the turn with these words, which also stand in the record. */
  public synchronized void finish(String words) {
    say(words);
    stop(words);
  }

  /** Ends the turn; the record does not have the last words, only the report does. */
  public synchronized void stop(@Nullable String words) {
    tell(new AgentEvent.Stopped(promptId(), words, 0));
    rest();
  }

  /** The model failed, and the agent gave up the turn. */
  public synchronized void fail(String error, @Nullable String text) {
    tell(new AgentEvent.StopFailed(promptId(), error, text));
    rest();
  }

  /** Says that it waits for a prompt. */
  public synchronized void rest() {
    busy = false;
    tell(new AgentEvent.Idle());
  }

  /** Says that it works. */
  public synchronized void work() {
    busy = true;
    tell(new AgentEvent.Busy());
  }

  /** The agent ends by itself. */
  public synchronized void die(int code) {
    end();
    tell(new AgentEvent.Exited(code, "the last screen"));
  }

  /** The agent goes, in a way of its own. */
  public synchronized void die(AgentEvent.Exited how) {
    end();
    tell(how);
  }

  /** Whether the agent hears no key from now on. */
  public synchronized void deaf(boolean now) {
    deaf = now;
  }

  /** How it was started last. */
  public synchronized @Nullable Order started() {
    return started;
  }

  /** Tells something once more, or something odd. */
  @Override
  public synchronized void tell(AgentEvent event) {
    if (events != null) {
      events.accept(event);
    }
  }

  /** The agent's id of the prompt it took last. */
  public synchronized String promptId() {
    return promptIds + prompts;
  }

  @Override
  public synchronized void start(Order order) throws EngineException {
    if (startFails) {
      throw new EngineException("the agent's program is not there");
    }
    starts++;
    started = order;
    deaf = false;
    alive = true;
    busy = false;
    composer = "";
    dialog = null;
    if (!order.resume()) {
      record.clear();
    }
    follow(order);
    if (!startsSilently) {
      tell(new AgentEvent.Idle());
    }
  }

  @Override
  public synchronized boolean adopt(Order order) {
    if (!alive) {
      return false;
    }
    follow(order);
    if (dialog != null) {
      tell(new AgentEvent.Waiting(dialog.kind(), dialog.screen()));
    } else {
      tell(busy ? new AgentEvent.Busy() : new AgentEvent.Idle());
    }
    return true;
  }

  @Override
  public synchronized void readBack(Order order) {
    conversation = order.conversation();
    readTo = (int) order.readTo();
    catchUp();
  }

  private void follow(Order order) {
    conversation = order.conversation();
    readTo = (int) order.readTo();
    try {
      if (!Files.exists(transcriptFile)) {
        Files.createFile(transcriptFile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the fake's record cannot be made", e);
    }
    tell(new AgentEvent.Conversing(conversation, transcriptFile));
    catchUpIfAlong();
  }

  @Override
  public synchronized void type(String prompt, Composer seen) throws EngineException {
    if (!alive) {
      throw new EngineException("it does not run");
    }
    switch (script.isEmpty() ? Typed.ANSWERED : script.remove()) {
      case ANSWERED -> {
        take(prompt, true);
        finish("answer to " + prompt);
      }
      case WORKED_ON -> take(prompt, true);
      case INTO_TURN -> {
        taken.add(prompt);
        ownQueue.add(prompt);
        tell(new AgentEvent.Accepted(promptId(), prompt));
      }
      case ENTER_LOST -> composer = prompt;
      case ALL_ENTERS_LOST -> {
        composer = prompt;
        entersLost = true;
      }
      case HALF -> composer = prompt.substring(0, prompt.length() / 2);
      case VANISHED -> {}
      case PROOF_LATE -> {
        taken.add(prompt);
        prompts++;
        unproven = new AgentEvent.Accepted(promptId(), prompt);
      }
      case IN_RECORD_ONLY -> {
        readsAlong = false;
        take(prompt, false);
      }
      case DIALOG -> ask("PERMISSION");
      case DIES -> die(1);
      case DIES_WITH_IT -> {
        readsAlong = false;
        taken.add(prompt);
        prompts++;
        record.add(new AgentEvent.Accepted(promptId(), prompt));
        die(1);
      }
      case REFUSED -> throw new EngineException("the terminal refuses the keys");
      case COMMAND -> taken.add(prompt);
    }
  }

  private void take(String prompt, boolean byHook) {
    taken.add(prompt);
    prompts++;
    composer = "";
    AgentEvent accepted = new AgentEvent.Accepted(promptId(), prompt);
    if (byHook) {
      tell(accepted);
    }
    write(accepted);
    work();
  }

  private void write(AgentEvent line) {
    record.add(line);
    catchUpIfAlong();
  }

  private void catchUpIfAlong() {
    if (readsAlong) {
      catchUp();
    }
  }

  @Override
  public synchronized void submit() {
    enters++;
    if (!entersLost && !composer.isEmpty()) {
      take(composer, true);
    }
  }

  @Override
  public synchronized void clear() {
    clears++;
    composer = "";
  }

  @Override
  public synchronized void interrupt() {
    escapes++;
    if (dialog != null && dialog.kind().equals("ELICITATION") && !deaf) {
      dialog = null; // the form goes, and the turn goes on
      return;
    }
    if (busy && !deaf) {
      write(new AgentEvent.Interrupted(promptId()));
      rest();
    }
  }

  /** How often Escape was pressed. */
  public synchronized int escapes() {
    return escapes;
  }

  @Override
  public synchronized void catchUp() {
    while (readTo < record.size()) {
      tell(record.get(readTo++));
      tell(new AgentEvent.ReadTo(conversation, readTo));
    }
  }

  @Override
  public synchronized void hook(HookEvent event) {
    hooks.add(event);
  }

  /** What was reported by hooks, in order. */
  public synchronized List<HookEvent> hooks() {
    return List.copyOf(hooks);
  }

  @Override
  public synchronized void stop(Duration grace) {
    end();
  }

  @Override
  public synchronized void close() {
    events = null;
  }
}
