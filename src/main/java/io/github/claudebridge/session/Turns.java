package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Doing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which prompt the agent works on, and which message caused which prompt. Touched by the session's
 * own thread alone.
 */
final class Turns {
  private static final int REMEMBERED = 200;

  /** Of how many turns a stop may be told when others have begun. */
  private static final int LATE_STOPS = 5;

  private final MessageStore messages;
  private final ConversationStore conversations;
  private final int session;
  private final Map<String, Optional<String>> causes = new LinkedHashMap<>();
  private @Nullable String open;
  private @Nullable String latest;
  private @Nullable String lastSaid;
  private final Deque<String> saidBefore = new ArrayDeque<>();
  private boolean touched;

  Turns(int session, MessageStore messages, ConversationStore conversations) {
    this.session = session;
    this.messages = messages;
    this.conversations = conversations;
    this.open = conversations.openTurn(session).orElse(null);
  }

  /** Opens the turn of a prompt; false if it is known already. */
  boolean begin(String promptId, @Nullable String messageId) {
    if (!conversations.turnStarted(promptId, session, messageId)) {
      return false;
    }
    remember(promptId, Optional.ofNullable(messageId));
    open = promptId;
    latest = promptId;
    lastSaid = null;
    touched = false;
    return true;
  }

  /** The prompt that is worked on, or null. */
  @Nullable String open() {
    return open;
  }

  /** The prompt that was worked on last, or null. */
  @Nullable String latest() {
    return latest;
  }

  /** Notes what the agent said last. */
  void said(String text) {
    lastSaid = text;
  }

  /** Whether this is the last that was said in the turn that is open. */
  boolean wasSaid(String text) {
    return lastSaid != null && lastSaid.strip().equals(text.strip());
  }

  /** Notes what the agent does for a prompt. */
  void did(@Nullable String promptId, Doing doing) {
    boolean something =
        switch (doing) {
          case Doing.ToolBegan _, Doing.ToolEnded _ -> true;
          case Doing.Spent spent -> spent.tokens() > 0;
          case Doing.Wrote _, Doing.Planned _ -> false; // Claude Code writes of the limit, too
        };
    touched |= something && promptId != null && promptId.equals(open);
  }

  /** Whether it is known that nothing was said or done so far in the turn that is open. */
  boolean untouched() {
    return lastSaid == null && !touched && open != null && open.equals(latest);
  }

  /** Whether these are the last words of a turn that ended lately. */
  boolean wasSaidBefore(String text) {
    return saidBefore.contains(text.strip());
  }

  /** Whether this is a prompt whose turn has begun and is over. */
  boolean hasEnded(String promptId) {
    return !promptId.equals(open) && conversations.knowsTurn(promptId, session);
  }

  /** Closes the turn that is open. */
  void end(String ending) {
    if (open != null) {
      conversations.turnsEnded(session, ending); // with those that were queued into this one
      open = null;
      endedWith(lastSaid);
    }
    lastSaid = null;
  }

  private void endedWith(@Nullable String words) {
    if (words != null) {
      saidBefore.addLast(words.strip());
      if (saidBefore.size() > LATE_STOPS) {
        saidBefore.removeFirst();
      }
    }
  }

  /** The message that caused a prompt, or null if it was typed at the terminal or is unknown. */
  @Nullable String cause(@Nullable String promptId) {
    if (promptId == null) {
      return null;
    }
    Optional<String> known = causes.get(promptId);
    if (known == null) {
      known = messages.findByPrompt(promptId).map(Delivery::message).map(m -> m.id());
      remember(promptId, known);
    }
    return known.orElse(null);
  }

  private void remember(String promptId, Optional<String> messageId) {
    causes.put(promptId, messageId);
    if (causes.size() > REMEMBERED) {
      causes.remove(causes.keySet().iterator().next());
    }
  }
}
