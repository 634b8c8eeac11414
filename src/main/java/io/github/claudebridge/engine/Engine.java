package io.github.claudebridge.engine;

import io.github.claudebridge.claude.HookEvent;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.TerminalKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one session runs its agent. The session alone calls it, from its own thread, so that there is
 * one writer; what the agent does comes back as {@link AgentEvent}s on any thread.
 */
public interface Engine extends AutoCloseable {

  /**
   * What an engine has to know to start or take over an agent.
   *
   * @param binding the session
   * @param conversation the id of the conversation to begin or to continue
   * @param resume whether the conversation exists and is continued
   * @param transcript where it is written down, or null where unknown
   * @param readTo how many bytes of that were read before
   */
  record Order(
      Binding binding,
      String conversation,
      boolean resume,
      @Nullable Path transcript,
      long readTo) {}

  /**
   * Starts the agent. Returns when its terminal is there; that it is ready is told as {@link
   * AgentEvent.Idle}.
   *
   * @throws EngineException if it cannot be started; nothing is left running
   */
  void start(Order order) throws EngineException;

  /** Takes over an agent that runs already; false if there is none. */
  boolean adopt(Order order) throws EngineException;

  /**
   * Reads what an agent that is gone has written down since it was read last, and tells it before
   * returning; nothing is started.
   */
  default void readBack(Order order) {}

  /** Looks at what stands where a prompt is written. */
  Composer look();

  /** The dialog that has the keys, or null where there is none or it cannot be told. */
  default ScreenState.@Nullable Dialog dialog() {
    return null;
  }

  /**
   * Types characters into what has the keys, and nothing more.
   *
   * @throws EngineException if they were not typed
   */
  default void keys(String characters) throws EngineException {
    throw new EngineException("this agent has no dialogs");
  }

  /** All that stands on the agent's screen, to be held against another look; empty without one. */
  default String picture() {
    return "";
  }

  /**
   * Whether a conversation is written down in a file, so that it can be continued; a file that can
   * be mended is.
   */
  default boolean hasRecord(Path transcript) {
    return Files.exists(transcript);
  }

  /**
   * Writes a prompt and submits it. A draft that somebody left in the composer is put aside first
   * and comes back by itself.
   *
   * @param seen what stood in the composer at this moment; it is looked at anew unless it was empty
   * @throws EngineException if it was not typed; whether a part of it was, {@link #look} tells
   */
  void type(String prompt, Composer seen) throws EngineException;

  /** Submits what stands in the composer. */
  void submit() throws EngineException;

  /** Empties the composer of text that is ours. */
  void clear() throws EngineException;

  /** Stops the turn that is going on, as a person would with Escape. */
  void interrupt() throws EngineException;

  /** What stands on the agent's terminal, for people to see; null when there is none. */
  default @Nullable TerminalView view() {
    return null;
  }

  /**
   * Presses a key of the agent's terminal.
   *
   * @throws EngineException if it has no terminal, or the key did not go there
   */
  default void press(TerminalKey key) throws EngineException {
    throw new EngineException("there is no terminal to press " + key + " in");
  }

  /** Reads now what the agent has written down, and tells it before returning. */
  void catchUp();

  /** Takes in what the agent reports of itself by a hook. */
  default void hook(HookEvent event) {}

  /** Ends the agent: asks it to leave, and after the grace period makes it. */
  void stop(Duration grace);

  /** Whether the agent's terminal is there. */
  boolean alive();

  /** What identifies the agent's terminal to a person, or null when there is none. */
  @Nullable String terminal();

  /** Lets go of the agent without ending it. */
  @Override
  void close();
}
