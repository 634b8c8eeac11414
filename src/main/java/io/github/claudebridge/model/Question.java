package io.github.claudebridge.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that an agent waits for a person to decide, as it is stored and shown.
 *
 * @param id our number for it
 * @param session the session it was asked in
 * @param promptId the agent's own id of the prompt it works on, or null
 * @param agentId the sub-agent that asks, or null for the main agent
 * @param agentType what the sub-agent is called, or null for the main agent
 * @param directory where the agent works at the moment; empty if it did not say
 * @param matter what is asked
 * @param at when it was asked
 * @param state how it stands
 * @param answer what was decided, or null while it is open or where nobody told
 * @param by who decided it, or null
 * @param endedAt when it was decided or went away, or null while it is open
 */
public record Question(
    long id,
    int session,
    @Nullable String promptId,
    @Nullable String agentId,
    @Nullable String agentType,
    String directory,
    Matter matter,
    Instant at,
    State state,
    @Nullable Answer answer,
    @Nullable Author by,
    @Nullable Instant endedAt) {

  /** How a question stands. */
  public enum State {
    /** Nobody has answered it. */
    OPEN,
    /** Somebody has, from a channel or by {@code vai}. */
    ANSWERED,
    /** Somebody said yes, or answered, at the terminal. */
    TERMINAL_YES,
    /** Somebody said no at the terminal. */
    TERMINAL_NO,
    /** Its dialog went away while nobody listened. */
    MISSED,
    /** Nobody answered it in time, so it was denied. */
    EXPIRED,
    /** The turn was stopped in which it was asked. */
    STOPPED,
    /** Its agent ended. */
    GONE,
    /** It can be answered at the terminal only. */
    TERMINAL_ONLY;

    /** The word for it in chat, CLI, JSON and the store. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** What may come of saying yes; each takes a right of its own. */
  public enum Risk {
    /** The agent gets words: a choice, a plan to go on with, a form. */
    CHOICE,
    /** It reads or changes files of its project. */
    EDIT,
    /** It runs something: a command, a tool of others. */
    RUN,
    /** It will not ask again. */
    LASTING
  }

  /** What is asked. */
  public sealed interface Matter {
    /** A word for what kind of question it is. */
    default String kind() {
      return switch (this) {
        case Permission p -> "permission";
        case Choice c -> "choice";
        case Plan p -> "plan";
        case Form f -> "form";
      };
    }
  }

  /**
   * Whether a tool may be used.
   *
   * @param tool the tool's name
   * @param purpose what the agent says it is for, or null
   * @param target the file or address it is about, or null
   * @param detail all that would be done: the command, the change, the tool's input
   * @param language how Discord is to colour the detail; may be empty
   * @param session what "for this session" would grant, or null where that cannot be had
   * @param always what "always" would grant, or null where that cannot be had
   */
  public record Permission(
      String tool,
      @Nullable String purpose,
      @Nullable String target,
      String detail,
      String language,
      @Nullable Grant session,
      @Nullable Grant always)
      implements Matter {}

  /**
   * What a lasting yes grants.
   *
   * @param rules such as {@code Bash(curl *)}
   * @param directories that may be used besides
   * @param mode the permission mode that is switched to, or null
   */
  public record Grant(List<String> rules, List<String> directories, @Nullable String mode) {
    public Grant {
      rules = List.copyOf(rules);
      directories = List.copyOf(directories);
    }
  }

  /** Which of several answers; there may be several such questions at once. */
  public record Choice(List<Item> items) implements Matter {
    public Choice {
      items = List.copyOf(items);
    }
  }

  /**
   * One question with its answers.
   *
   * @param question its words
   * @param header a word for it; may be empty
   * @param several whether more than one answer may be chosen
   */
  public record Item(String question, String header, boolean several, List<Option> options) {
    public Item {
      options = List.copyOf(options);
    }
  }

  /** One answer to choose. */
  public record Option(String label, String description) {}

  /** Whether a plan, in Markdown, is to be carried out. */
  public record Plan(String text) implements Matter {}

  /**
   * A form that a tool's server wants filled in.
   *
   * @param server which one
   * @param message what it says
   */
  public record Form(String server, String message, List<Field> fields) implements Matter {
    public Form {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field of a form.
   *
   * @param name what it is called in the answer
   * @param title what it is called for people
   * @param hint more about it; may be empty
   * @param type what may stand in it
   * @param choices what may be chosen, for {@link FieldType#CHOICE}
   * @param required whether something must stand in it
   */
  public record Field(
      String name,
      String title,
      String hint,
      FieldType type,
      List<String> choices,
      boolean required) {
    public Field {
      choices = List.copyOf(choices);
    }
  }

  /** What may stand in a field. */
  public enum FieldType {
    TEXT,
    NUMBER,
    INTEGER,
    BOOLEAN,
    CHOICE
  }

  public Question {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(matter, "matter");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(state, "state");
  }

  /** Whether somebody may still answer it. */
  public boolean open() {
    return state == State.OPEN;
  }

  /** The rights that an answer takes; none for saying no. */
  public List<Risk> risks(Answer wanted) {
    return switch (wanted) {
      case Answer.Allow a when a.scope() == Answer.Scope.ONCE -> List.of(use());
      case Answer.Allow a -> List.of(use(), Risk.LASTING);
      case Answer.Approve a ->
          a.acceptEdits() ? List.of(Risk.EDIT, Risk.LASTING) : List.of(Risk.EDIT);
      case Answer.Revise _, Answer.Chosen _, Answer.Filled _ -> List.of(Risk.CHOICE);
      case Answer.Deny _, Answer.Decline _, Answer.Cancel _ -> List.of();
    };
  }

  private static final List<String> FILE_TOOLS =
      List.of("Read", "Write", "Edit", "MultiEdit", "NotebookEdit", "Glob", "Grep", "LS");

  private Risk use() {
    return matter instanceof Permission p && FILE_TOOLS.contains(p.tool()) ? Risk.EDIT : Risk.RUN;
  }
}
