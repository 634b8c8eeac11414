package io.github.claudebridge.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something an agent does in the middle of its work, as it happens. It may be told late, twice or
 * not at all (nobody repeats it after a restart), so nothing durable may hang from it.
 */
public sealed interface Doing {

  /**
   * A tool is about to run.
   *
   * @param id the agent's id of the call
   * @param tool its name
   * @param subject what it is used on: a file, a command, a pattern; in one line, may be empty
   */
  record ToolBegan(String id, String tool, String subject) implements Doing {}

  /**
   * A tool has run.
   *
   * @param file the file it changed, or null
   * @param failed whether it failed
   * @param result how it went, in one line, may be empty
   * @param took how long it ran
   */
  record ToolEnded(
      String id,
      String tool,
      String subject,
      @Nullable String file,
      boolean failed,
      String result,
      Duration took)
      implements Doing {}

  /**
   * The agent has written a piece of an answer.
   *
   * @param message the agent's id of what it writes
   * @param index the place of the piece, counted from 0; pieces may come in any order
   * @param last whether it is the last of that message
   * @param text Markdown, as it was written
   */
  record Wrote(String message, int index, boolean last, String text) implements Doing {}

  /** The agent's to-do list is now this one. */
  record Planned(List<Todo> todos) implements Doing {
    /** Keeps its own copy of the list. */
    public Planned {
      todos = List.copyOf(todos);
    }
  }

  /**
   * How much the agent's model has written for one message so far.
   *
   * @param message the model's id of the message; told again with a higher number it counts once
   * @param tokens how many tokens
   * @param dollars what the message has cost so far, or null where its model's price is not known
   */
  record Spent(String message, long tokens, @Nullable Double dollars) implements Doing {}

  /**
   * One entry of a to-do list.
   *
   * @param text what is to be done, in one line
   * @param state how far it is
   */
  record Todo(String text, State state) {
    /** How far an entry is. */
    public enum State {
      OPEN,
      ACTIVE,
      DONE
    }
  }
}
