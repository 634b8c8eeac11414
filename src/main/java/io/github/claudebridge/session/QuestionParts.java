package io.github.claudebridge.session;

import io.github.claudebridge.store.Database;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the questions of all sessions are made from.
 *
 * @param store the questions on disk
 * @param held the agents that wait for an answer
 * @param remindAfter how long a question is open before people are reminded, or zero for never
 * @param expireAfter how long a question is open before it is denied
 */
public record QuestionParts(
    QuestionStore store, HeldAnswers held, Duration remindAfter, Duration expireAfter) {

  /** Those of a bridge whose operator decided nothing about them. */
  public static QuestionParts of(Database database, InstantSource clock) {
    return new QuestionParts(
        new QuestionStore(database, clock),
        new HeldAnswers(),
        Duration.ofMinutes(30),
        Duration.ofHours(24));
  }
}
