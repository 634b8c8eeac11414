package io.github.claudebridge.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a session, as told to everybody who listens: replies, tasks, memory, recovery,
 * monitoring and the web. Events of one session come in order, on the session's own thread.
 */
public sealed interface SessionEvent {

  /** The session's number. */
  int session();

  /** When it happened. */
  Instant at();

  /**
   * A message moved on the delivery ladder.
   *
   * @param message which one, with its channel and author
   * @param rung where it is now
   * @param reason why it failed, or null
   */
  record Delivered(
      int session, Instant at, Message message, Rung rung, @Nullable String reason)
      implements SessionEvent {}

  /**
   * Somebody decided what becomes of a message that waited or did not arrive.
   *
   * @param message which one, with its channel and author
   * @param decision what was decided
   * @param by who decided it
   */
  record Decided(int session, Instant at, Message message, Decision decision, Author by)
      implements SessionEvent {}

  /** What somebody decided about a message. */
  enum Decision {
    /** It is sent again. */
    AGAIN,
    /** It is not sent again. */
    SKIPPED,
    /** It is taken out of the queue. */
    WITHDRAWN
  }

  /**
   * The agent began to work on a prompt.
   *
   * @param promptId the agent's own id of it
   * @param replyTo the message that caused it, or null for a prompt typed at the terminal
   */
  record TurnStarted(int session, Instant at, String promptId, @Nullable String replyTo)
      implements SessionEvent {}

  /**
   * Somebody typed a prompt at the terminal.
   *
   * @param promptId the agent's own id of it
   * @param text what was typed
   */
  record TypedAtTerminal(int session, Instant at, String promptId, String text)
      implements SessionEvent {}

  /**
   * The agent said something.
   *
   * @param key unique for this piece of text, the same whenever it is read again
   * @param promptId the prompt it answers, or null where unknown
   * @param text Markdown, as the agent wrote it
   * @param replyTo the message that caused it, or null
   */
  record Said(
      int session,
      Instant at,
      String key,
      @Nullable String promptId,
      String text,
      @Nullable String replyTo)
      implements SessionEvent {}

  /**
   * The agent stopped working on a prompt.
   *
   * @param promptId the prompt
   * @param end how it ended
   * @param detail the agent's own words about a failure, or null
   * @param replyTo the message that caused the turn, or null
   */
  record TurnEnded(
      int session,
      Instant at,
      String promptId,
      End end,
      @Nullable String detail,
      @Nullable String replyTo)
      implements SessionEvent {}

  /** How a turn ended. */
  enum End {
    DONE,
    INTERRUPTED,
    FAILED
  }

  /**
   * The agent does something in the middle of a turn; told as it happens, and never repeated.
   *
   * @param promptId the prompt it works on, or null where unknown
   * @param doing what it does
   */
  record Progress(int session, Instant at, @Nullable String promptId, Doing doing)
      implements SessionEvent {}

  /**
   * The session moved to another state.
   *
   * @param from the state's word before
   * @param to the state's word now
   * @param detail what a person should know about it, or null
   */
  record StateChanged(int session, Instant at, String from, String to, @Nullable String detail)
      implements SessionEvent {}

  /**
   * A dialog stands on the agent's terminal, or the one that stands there looks different now.
   *
   * @param id the same for as long as it stands, also over a restart of the bridge
   * @param kind a word for the kind of dialog
   * @param screen its text
   * @param picture the whole terminal with its colours as SGR sequences, or empty where unknown
   * @param columns how wide that is
   * @param print tells this look of the dialog from others
   * @param keys what can be pressed in it
   */
  record DialogShown(
      int session,
      Instant at,
      String id,
      String kind,
      String screen,
      String picture,
      int columns,
      String print,
      List<OfferedKey> keys)
      implements SessionEvent {
    public DialogShown {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A dialog stands on the agent's terminal no more.
   *
   * @param id which one
   * @param kind a word for the kind of dialog
   * @param key what was pressed last through the bridge, if that closed it, else null
   * @param by who pressed it, or null
   */
  record DialogClosed(
      int session, Instant at, String id, String kind, @Nullable String key, @Nullable Author by)
      implements SessionEvent {}

  /**
   * The agent's model refuses work until a limit of its plan is over.
   *
   * @param limit the agent's word for it, such as "weekly limit"
   * @param resets when it is over
   * @param release when what waits goes on by itself: then, or at the end of the quiet hours
   * @param choice what becomes of the work that was cut off
   * @param by who chose that, or null for the settings
   * @param replyTo the message whose turn was cut off, or null
   */
  record LimitReached(
      int session,
      Instant at,
      String limit,
      Instant resets,
      Instant release,
      Choice choice,
      @Nullable Author by,
      @Nullable String replyTo)
      implements SessionEvent {}

  /** What becomes of work that a usage limit cut off. */
  enum Choice {
    /** There is none: the message that it met waits again, like the others. */
    WAITS,
    /** It is left; only what waits in the queue goes on. */
    LEFT,
    /** It is left unless somebody wants it continued. */
    OPEN,
    /** It is continued. */
    CONTINUE
  }

  /**
   * A usage limit holds up a session no more.
   *
   * @param resets when it was to be over, which is also what names it
   * @param how why it holds up nothing any more
   * @param by who made it so, or null
   */
  record LimitOver(int session, Instant at, Instant resets, Lift how, @Nullable Author by)
      implements SessionEvent {}

  /** Why a usage limit holds up a session no more. */
  enum Lift {
    /** Its time has come; what was cut off is left. */
    TIME,
    /** Its time has come; what was cut off is continued. */
    CONTINUED,
    /** A person wants to go on before that. */
    PERSON,
    /** The agent works again: somebody raised it, or went on at the terminal. */
    AGENT
  }

  /**
   * The agent waits for somebody to decide something, and can be told from here.
   *
   * @param replyTo the message that caused the turn, or null
   */
  record QuestionAsked(int session, Instant at, Question question, @Nullable String replyTo)
      implements SessionEvent {}

  /**
   * One part of a question of several was answered.
   *
   * @param part its place among them, from 0
   * @param answer what was chosen
   * @param by who chose it
   */
  record QuestionPartAnswered(
      int session, Instant at, Question question, int part, String answer, Author by)
      implements SessionEvent {}

  /**
   * Nobody has answered a question for a while.
   *
   * @param replyTo the message that caused the turn, or null
   * @param asker who wrote that message, or null
   */
  record QuestionReminded(
      int session,
      Instant at,
      Question question,
      @Nullable String replyTo,
      @Nullable Author asker)
      implements SessionEvent {}

  /** A question was answered, or went away. */
  record QuestionEnded(int session, Instant at, Question question) implements SessionEvent {}
}
