package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.model.SessionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the agent says, once, though a turn's last words may come twice: from its report, and
 * late from its record. Touched by the session's own thread alone.
 */
final class AgentWords {
  /** Words that were told from the agent's report, and that its record may bring late. */
  private record Reported(@Nullable String promptId, String words) {
    boolean are(AgentEvent.Said e) {
      return words.strip().equals(e.text().strip())
          && (e.promptId() == null || e.promptId().equals(promptId));
    }
  }

  private final Binding binding;
  private final SessionParts parts;
  private final Turns turns;
  private @Nullable Reported reported;

  AgentWords(Binding binding, SessionParts parts, Turns turns) {
    this.binding = binding;
    this.parts = parts;
    this.turns = turns;
  }

  /** The record has these words. */
  void said(AgentEvent.Said e) {
    if (reported != null && reported.are(e)) {
      reported = null;
      return;
    }
    turns.said(e.text());
    String promptId = e.promptId() == null ? turns.open() : e.promptId();
    parts
        .listener()
        .accept(
            new SessionEvent.Said(
                binding.session(),
                parts.clock().instant(),
                e.key(),
                promptId,
                e.text(),
                turns.cause(promptId)));
  }

  /** Says a turn's last words from the agent's report, where its record does not have them. */
  void sayLast(@Nullable String promptId, String words) {
    said(new AgentEvent.Said("last-words:" + promptId, promptId, words, false));
    reported = new Reported(promptId, words);
  }
}
