package io.github.claudebridge.engine;

import io.github.claudebridge.model.Doing;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an agent did, whatever program it is. An engine tells these to its session; telling one
 * twice does no harm, since each carries the agent's own id of what it is about.
 */
public sealed interface AgentEvent {

  /**
   * The agent has a conversation: its first, another one, or one taken up again.
   *
   * @param conversation the agent's id of it
   * @param transcript where it is written down, or null where unknown
   */
  record Conversing(String conversation, @Nullable Path transcript) implements AgentEvent {}

  /** The agent waits for a prompt and would take one. */
  record Idle() implements AgentEvent {}

  /** The agent works. */
  record Busy() implements AgentEvent {}

  /**
   * The agent waits for a person at its terminal.
   *
   * @param kind a word for the kind of dialog
   * @param screen what stands on the screen
   */
  record Waiting(String kind, String screen) implements AgentEvent {}

  /**
   * The agent took a prompt: the proof of a delivery.
   *
   * @param promptId the agent's id of the prompt
   * @param text what it was given
   */
  record Accepted(String promptId, String text) implements AgentEvent {}

  /**
   * The agent gave itself a prompt, since something that it did in the background is done.
   *
   * @param promptId the agent's id of the prompt
   * @param text what it was given
   * @param toolUse the use of a tool that began it, or null where unknown
   */
  record WentOn(String promptId, String text, @Nullable String toolUse) implements AgentEvent {}

  /**
   * The agent took a prompt into the turn that was going on already.
   *
   * @param text what it was given
   */
  record Joined(String text) implements AgentEvent {}

  /** A prompt that came in while the agent works waits in the agent's own queue. */
  record Queued(String text) implements AgentEvent {}

  /**
   * The agent said something.
   *
   * @param key the same whenever this piece of text is read again
   * @param promptId the prompt it belongs to, or null where unknown
   * @param text Markdown
   * @param failure whether it is the agent's word about a failure of its model
   */
  record Said(String key, @Nullable String promptId, String text, boolean failure)
      implements AgentEvent {}

  /**
   * The record of the conversation was read so far; what came before has been told.
   *
   * @param conversation whose record
   * @param offset bytes from its start
   */
  record ReadTo(String conversation, long offset) implements AgentEvent {}

  /**
   * The agent ended a turn by itself.
   *
   * @param promptId the prompt, or null where unknown
   * @param lastMessage the last thing it said, or null where unknown
   * @param background how many sub-agents work on; it goes on when one of them is done
   */
  record Stopped(@Nullable String promptId, @Nullable String lastMessage, int background)
      implements AgentEvent {}

  /**
   * The agent gave up a turn because its model failed.
   *
   * @param error the agent's word for it, such as {@code rate_limit}
   * @param text the agent's own words, or null
   */
  record StopFailed(@Nullable String promptId, String error, @Nullable String text)
      implements AgentEvent {}

  /**
   * The agent does something in the middle of its work.
   *
   * @param promptId the prompt it works on, or null where unknown
   * @param doing what it does
   */
  record Progress(@Nullable String promptId, Doing doing) implements AgentEvent {}

  /** A person stopped the agent in the middle of a turn. */
  record Interrupted(@Nullable String promptId) implements AgentEvent {}

  /**
   * The agent is gone.
   *
   * @param code its exit code, or null where it left none
   * @param lastScreen the last that stood on its screen, or null
   * @param with what went with it
   */
  record Exited(@Nullable Integer code, @Nullable String lastScreen, GoneWith with)
      implements AgentEvent {

    /** An agent that ended by itself. */
    public Exited(@Nullable Integer code, @Nullable String lastScreen) {
      this(code, lastScreen, code == null ? GoneWith.ITS_TERMINAL : GoneWith.NOTHING);
    }
  }

  /** What an agent that is gone took along. */
  enum GoneWith {
    /** It ended by itself, or was killed alone. */
    NOTHING,
    /** Its terminal was closed. */
    ITS_TERMINAL,
    /** The server of all terminals is gone. */
    ALL_TERMINALS
  }
}
