package io.github.claudebridge.session;

import java.time.Duration;

/**
 * What the questions of all sessions are made from.
 *
 * @param store the questions on disk
 * @param held the agents that wait for an answer
 * @param remindAfter how long a question is open before people are reminded, or zero for never
 * @param expireAfter how long a question is open before it is denied
 */
public record QuestionParts(
    QuestionStore store, HeldAnswers held, Duration remindAfter, Duration expireAfter) {}
