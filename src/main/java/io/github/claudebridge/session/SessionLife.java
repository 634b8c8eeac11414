package io.github.claudebridge.session;

import static io.github.claudebridge.session.SessionState.IDLE;
import static io.github.claudebridge.session.SessionState.LOST;
import static io.github.claudebridge.session.SessionState.STARTING;
import static io.github.claudebridge.session.SessionState.STOPPED;
import static io.github.claudebridge.session.SessionState.STOPPING;
import static io.github.claudebridge.session.SessionState.TYPING;
import static io.github.claudebridge.session.SessionState.WAITING;
import static io.github.claudebridge.session.SessionState.WORKING;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session's life as a table: what moves it from which state to which, and what is done then. It
 * has no memory and no effects of its own, and it draws its own diagram.
 */
public final class SessionLife {

  /** What can happen to a session. */
  public enum Trigger {
    START,
    AGENT_IDLE,
    QUEUE_MOVED,
    AGENT_BUSY,
    AGENT_WAITS,
    PROMPT_TYPED,
    PROMPT_ACCEPTED,
    PROOF_MISSING,
    PROMPT_DROPPED,
    AGENT_GONE,
    START_FAILED,
    HELD_BACK,
    STOP
  }

  /** What is done on the way to the next state, in this order. */
  public enum Effect {
    /** Start the agent, or take over the one that runs. */
    LAUNCH,
    /** Find out what became of messages whose delivery was under way. */
    SETTLE_OPEN,
    /** Await the agent's proof of the prompt. */
    AWAIT_PROOF,
    /** Look why the proof did not come. */
    SEEK_PROOF,
    /** Close the turn that was going on. */
    END_TURN,
    /** Type the next message of the queue. */
    DELIVER_NEXT,
    /** Type the next message into the turn that is going on, where people want that. */
    STEER_NEXT,
    /** Tell the channel what the agent waits for. */
    TELL_DIALOG,
    /** Ask the agent to leave. */
    END_AGENT
  }

  /** One line of the table. */
  public record Row(SessionState from, Trigger trigger, SessionState to, List<Effect> effects) {}

  private static final Map<SessionState, Map<Trigger, Row>> TABLE =
      new EnumMap<>(SessionState.class);

  static {
    on(STOPPED, Trigger.START, STARTING, Effect.LAUNCH);
    on(STOPPED, Trigger.HELD_BACK, LOST);
    on(LOST, Trigger.START, STARTING, Effect.LAUNCH);
    on(LOST, Trigger.STOP, STOPPED);

    on(
        STARTING,
        Trigger.AGENT_IDLE,
        IDLE,
        Effect.END_TURN,
        Effect.SETTLE_OPEN,
        Effect.DELIVER_NEXT);
    on(STARTING, Trigger.AGENT_BUSY, WORKING);
    on(STARTING, Trigger.AGENT_WAITS, WAITING, Effect.TELL_DIALOG);
    on(STARTING, Trigger.PROMPT_ACCEPTED, WORKING);
    on(STARTING, Trigger.START_FAILED, LOST);

    on(IDLE, Trigger.AGENT_IDLE, IDLE, Effect.DELIVER_NEXT);
    on(IDLE, Trigger.QUEUE_MOVED, IDLE, Effect.DELIVER_NEXT);
    on(IDLE, Trigger.PROOF_MISSING, IDLE, Effect.SEEK_PROOF);
    on(IDLE, Trigger.PROMPT_DROPPED, IDLE, Effect.DELIVER_NEXT);
    on(IDLE, Trigger.AGENT_BUSY, WORKING);
    on(IDLE, Trigger.AGENT_WAITS, WAITING, Effect.TELL_DIALOG);
    on(IDLE, Trigger.PROMPT_TYPED, TYPING, Effect.AWAIT_PROOF);
    on(IDLE, Trigger.PROMPT_ACCEPTED, WORKING);

    on(TYPING, Trigger.PROMPT_ACCEPTED, WORKING);
    on(TYPING, Trigger.PROOF_MISSING, TYPING, Effect.SEEK_PROOF);
    on(TYPING, Trigger.PROMPT_DROPPED, IDLE, Effect.DELIVER_NEXT);
    on(TYPING, Trigger.AGENT_WAITS, WAITING, Effect.TELL_DIALOG);

    on(WORKING, Trigger.AGENT_IDLE, IDLE, Effect.END_TURN, Effect.SETTLE_OPEN, Effect.DELIVER_NEXT);
    on(WORKING, Trigger.AGENT_WAITS, WAITING, Effect.TELL_DIALOG);
    on(WORKING, Trigger.PROMPT_ACCEPTED, WORKING);
    on(WORKING, Trigger.QUEUE_MOVED, WORKING, Effect.STEER_NEXT);
    on(WORKING, Trigger.PROMPT_TYPED, WORKING, Effect.AWAIT_PROOF);
    on(WORKING, Trigger.PROOF_MISSING, WORKING, Effect.SEEK_PROOF);
    on(WORKING, Trigger.PROMPT_DROPPED, WORKING, Effect.STEER_NEXT);

    on(WAITING, Trigger.AGENT_IDLE, IDLE, Effect.END_TURN, Effect.SETTLE_OPEN, Effect.DELIVER_NEXT);
    on(WAITING, Trigger.AGENT_BUSY, WORKING);
    on(WAITING, Trigger.AGENT_WAITS, WAITING, Effect.TELL_DIALOG);
    on(WAITING, Trigger.PROMPT_ACCEPTED, WORKING);

    for (SessionState running : List.of(STARTING, IDLE, TYPING, WORKING, WAITING)) {
      on(running, Trigger.AGENT_GONE, LOST, Effect.END_TURN);
      on(running, Trigger.STOP, STOPPING, Effect.END_AGENT);
    }
    on(STOPPING, Trigger.AGENT_GONE, STOPPED, Effect.END_TURN);
    on(STOPPING, Trigger.START, STOPPING);
  }

  private SessionLife() {}

  private static void on(SessionState from, Trigger trigger, SessionState to, Effect... effects) {
    TABLE
        .computeIfAbsent(from, s -> new EnumMap<>(Trigger.class))
        .put(trigger, new Row(from, trigger, to, List.of(effects)));
  }

  /** What a trigger does in a state; empty where it means nothing there. */
  public static Optional<Row> next(SessionState state, Trigger trigger) {
    return Optional.ofNullable(TABLE.getOrDefault(state, Map.of()).get(trigger));
  }

  /** Every line of the table, in the order of states and triggers. */
  public static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    TABLE.values().forEach(byTrigger -> rows.addAll(byTrigger.values()));
    return rows;
  }

  /** The table as a Mermaid state diagram, for {@code docs/session-life.md}. */
  public static String diagram() {
    StringBuilder out = new StringBuilder("stateDiagram-v2\n  [*] --> stopped\n");
    for (Row row : rows()) {
      out.append("  ")
          .append(row.from().word())
          .append(" --> ")
          .append(row.to().word())
          .append(": ")
          .append(words(row.trigger().name()));
      if (!row.effects().isEmpty()) {
        out.append(" / ")
            .append(
                String.join(
                    ", ", row.effects().stream().map(e -> words(e.name())).toList()));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String words(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
