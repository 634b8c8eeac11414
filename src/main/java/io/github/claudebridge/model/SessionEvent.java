package io.github.claudebridge.model;

import java.time.Instant;
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
   * @param promptId the prompt, or null where unknown
   * @param end how it ended
   * @param detail the agent's own words about a failure, or null
   * @param replyTo the message that caused the turn, or null
   */
  record TurnEnded(
      int session,
      Instant at,
      @Nullable String promptId,
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
   * The agent waits for a person at the terminal.
   *
   * @param kind a word for the kind of dialog
   * @param screen what stands on the screen, as text
   */
  record DialogShown(int session, Instant at, String kind, String screen)
      implements SessionEvent {}

  /**
   * Something a person should be told.
   *
   * @param key unique for this notice, so that it is told once
   * @param text in plain words
   * @param replyTo the message it is about, or null
   */
  record Notice(int session, Instant at, String key, String text, @Nullable String replyTo)
      implements SessionEvent {}

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
