package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.model.Doing;
import io.github.claudebridge.session.GoesOnStore.Kind;
import io.github.claudebridge.session.TurnStore.Ending;
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
  private final TurnStore store;
  private final GoesOnStore origins;
  private final int session;
  private final Map<String, Optional<String>> causes = new LinkedHashMap<>();

  /** In the turn of which prompt a tool was used. */
  private final Map<String, String> tools = new LinkedHashMap<>();

  /** The prompts that the agent gave itself, and of which turn they are. */
  private final Map<String, String> own = new LinkedHashMap<>();

  private @Nullable String open;
  private @Nullable String latest;
  private @Nullable String lastSaid;
  private final Deque<String> saidBefore = new ArrayDeque<>();
  private boolean touched;

  Turns(int session, MessageStore messages, TurnStore store, GoesOnStore origins) {
    this.session = session;
    this.messages = messages;
    this.store = store;
    this.origins = origins;
    this.open = store.open(session).orElse(null);
    tools.putAll(origins.of(session, Kind.TOOL));
    own.putAll(origins.of(session, Kind.PROMPT));
  }

  /** Opens the turn of a prompt; false if it is known already. */
  boolean begin(String promptId, @Nullable String messageId) {
    if (!store.begin(promptId, session, messageId)) {
      return false;
    }
    remember(causes, promptId, Optional.ofNullable(messageId));
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

  /**
   * The agent gave itself a prompt, as something is done that was begun in a turn.
   *
   * @param toolUse how it was begun, or null where unknown
   * @return whether that turn goes on with it; else it begins one of its own
   */
  boolean goesOn(String promptId, @Nullable String toolUse) {
    String origin = origin(toolUse);
    boolean open = origin != null && origin.equals(this.open);
    if (!own.containsKey(promptId)) {
      String turn = open ? origin : promptId;
      origins.keep(session, Kind.PROMPT, Map.of(promptId, turn));
      remember(own, promptId, turn);
    }
    return open || !own.get(promptId).equals(promptId);
  }

  /** The prompt in whose turn a tool was used, or else the latest; null if there was none. */
  @Nullable String origin(@Nullable String toolUse) {
    String known = toolUse == null ? null : tools.get(toolUse);
    return known != null ? known : latest != null ? latest : store.latest(session).orElse(null);
  }

  /** The turn that is open stopped while something of it works on in the background. */
  void worksOn() {
    Map<String, String> ofThisTurn = new LinkedHashMap<>(tools);
    ofThisTurn.values().removeIf(turn -> !turn.equals(open));
    origins.keep(session, Kind.TOOL, ofThisTurn);
  }

  /** The turn that is open goes on, however it was to end. */
  void goesOn() {
    if (open != null) {
      store.goesOn(open);
    }
  }

  /** Whether the agent gave itself this prompt. */
  boolean ofItsOwn(String promptId) {
    return own.containsKey(promptId);
  }

  /** What the agent tells of a prompt that it gave itself is told of the turn that goes on. */
  AgentEvent ofTurn(AgentEvent event) {
    return switch (event) {
      case AgentEvent.Stopped e ->
          new AgentEvent.Stopped(turnOf(e.promptId()), e.lastMessage(), e.background());
      case AgentEvent.StopFailed e ->
          new AgentEvent.StopFailed(turnOf(e.promptId()), e.error(), e.text());
      case AgentEvent.Said e ->
          new AgentEvent.Said(e.key(), turnOf(e.promptId()), e.text(), e.failure());
      case AgentEvent.Progress e -> new AgentEvent.Progress(turnOf(e.promptId()), e.doing());
      case AgentEvent.Conversing _,
          AgentEvent.Idle _,
          AgentEvent.Busy _,
          AgentEvent.Waiting _,
          AgentEvent.Accepted _,
          AgentEvent.WentOn _,
          AgentEvent.Joined _,
          AgentEvent.Queued _,
          AgentEvent.ReadTo _,
          AgentEvent.Interrupted _,
          AgentEvent.Exited _ ->
          event;
    };
  }

  /** The prompt of the turn that a prompt is of: its own, unless the agent went on with another. */
  private @Nullable String turnOf(@Nullable String promptId) {
    return promptId == null ? null : own.getOrDefault(promptId, promptId);
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
    if (promptId != null && doing instanceof Doing.ToolBegan began) {
      remember(tools, began.id(), promptId);
    }
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
    return !promptId.equals(open) && knows(promptId);
  }

  /** Whether a prompt has a turn, over or not. */
  boolean knows(String promptId) {
    return store.knows(promptId, session);
  }

  /** Notes how the turn that is open will end, so that a crash before that does not forget it. */
  void willEnd(Ending ending) {
    if (open != null) {
      store.willEnd(open, ending);
    }
  }

  /** How the turn that is open will end, as an earlier run of the bridge noted it. */
  Optional<Ending> willEnd() {
    return open == null ? Optional.empty() : store.willEnd(open);
  }

  /** Closes the turn that is open. */
  void end(Ending ending) {
    if (open != null) {
      store.end(session, open, ending); // with those that were queued into this one
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
      known =
          messages
              .findByPrompt(promptId)
              .map(d -> d.message().id())
              .or(() -> store.messageOf(promptId));
      remember(causes, promptId, known);
    }
    return known.orElse(null);
  }

  private static <T> void remember(Map<String, T> all, String key, T value) {
    all.put(key, value);
    if (all.size() > REMEMBERED) {
      all.remove(all.keySet().iterator().next());
    }
  }
}
