package io.github.claudebridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.session.SessionLife.Effect;
import io.github.claudebridge.session.SessionLife.Row;
import io.github.claudebridge.session.SessionLife.Trigger;
import io.github.claudebridge.testing.Golden;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of a session's life. */
class SessionLifeTest {

  /** What deliberately means nothing in a state; everything else must have a row. */
  private static final Map<SessionState, Set<Trigger>> NOTHING = new EnumMap<>(SessionState.class);

  static {
    NOTHING.put(
        SessionState.STOPPED, EnumSet.complementOf(EnumSet.of(Trigger.START, Trigger.HELD_BACK)));
    NOTHING.put(
        SessionState.LOST, EnumSet.complementOf(EnumSet.of(Trigger.START, Trigger.STOP)));
    NOTHING.put(
        SessionState.STOPPING,
        EnumSet.complementOf(EnumSet.of(Trigger.START, Trigger.AGENT_GONE)));
    NOTHING.put(
        SessionState.STARTING,
        EnumSet.of(
            Trigger.START,
            Trigger.QUEUE_MOVED,
            Trigger.PROMPT_TYPED,
            Trigger.PROOF_MISSING,
            Trigger.PROMPT_DROPPED));
    NOTHING.put(
        SessionState.IDLE,
        EnumSet.of(Trigger.START, Trigger.START_FAILED));
    NOTHING.put( // while the proof is awaited, idle and busy prove nothing
        SessionState.TYPING,
        EnumSet.of(
            Trigger.START,
            Trigger.AGENT_IDLE,
            Trigger.QUEUE_MOVED,
            Trigger.AGENT_BUSY,
            Trigger.PROMPT_TYPED,
            Trigger.START_FAILED));
    NOTHING.put(
        SessionState.WORKING,
        EnumSet.of(Trigger.START, Trigger.AGENT_BUSY, Trigger.START_FAILED));
    NOTHING.put(
        SessionState.WAITING,
        EnumSet.of(
            Trigger.START,
            Trigger.QUEUE_MOVED,
            Trigger.PROMPT_TYPED,
            Trigger.PROOF_MISSING,
            Trigger.PROMPT_DROPPED,
            Trigger.START_FAILED));
    for (SessionState running :
        EnumSet.of(
            SessionState.STARTING,
            SessionState.IDLE,
            SessionState.TYPING,
            SessionState.WORKING,
            SessionState.WAITING)) {
      NOTHING.get(running).add(Trigger.HELD_BACK);
    }
  }

  @Test
  void everyStateAndTriggerHasARowOrDeliberatelyNone() {
    for (SessionState state : SessionState.values()) {
      for (Trigger trigger : Trigger.values()) {
        assertThat(SessionLife.next(state, trigger).isEmpty())
            .as("%s while %s means nothing", trigger, state)
            .isEqualTo(NOTHING.get(state).contains(trigger));
      }
    }
  }

  @Test
  void everyStateIsReachedAndCanReachTheEnd() {
    assertThat(from(SessionState.STOPPED)).containsExactlyInAnyOrder(SessionState.values());
    for (SessionState state : SessionState.values()) {
      assertThat(from(state)).as("from %s", state).contains(SessionState.STOPPED);
    }
  }

  private static Set<SessionState> from(SessionState start) {
    Set<SessionState> reached = EnumSet.of(start);
    boolean more = true;
    while (more) {
      more =
          reached.addAll(
              SessionLife.rows().stream()
                  .filter(r -> reached.contains(r.from()))
                  .map(Row::to)
                  .collect(Collectors.toSet()));
    }
    return reached;
  }

  @Test
  void aPersonCanAlwaysStopWhatRunsAndStartWhatDoesNot() {
    for (SessionState state : SessionState.values()) {
      boolean runs = state != SessionState.STOPPED && state != SessionState.STOPPING;
      assertThat(SessionLife.next(state, Trigger.STOP).isPresent()).as("%s", state).isEqualTo(runs);
    }
    assertThat(SessionLife.next(SessionState.STOPPED, Trigger.START)).isPresent();
    assertThat(SessionLife.next(SessionState.LOST, Trigger.START)).isPresent();
  }

  @Test
  void nothingIsTypedBeforeWhatIsOpenIsSettled() {
    for (Row row : SessionLife.rows()) {
      if (row.to() == SessionState.IDLE && row.from() != SessionState.IDLE
          && row.trigger() == Trigger.AGENT_IDLE) {
        assertThat(row.effects())
            .as("%s", row)
            .containsExactly(Effect.END_TURN, Effect.SETTLE_OPEN, Effect.DELIVER_NEXT);
      }
    }
  }

  @Test
  void everyEffectAndTriggerIsUsed() {
    assertThat(SessionLife.rows().stream().flatMap(r -> r.effects().stream()))
        .contains(Effect.values());
    assertThat(SessionLife.rows().stream().map(Row::trigger)).contains(Trigger.values());
  }

  @Test
  void theDiagramInTheDocumentsIsTheTable() {
    Golden.at("docs")
        .check(
            "session-life.md",
            """
            # A session's life

            Written by `SessionLife.diagram()` and held by a test; do not edit it by hand
            (`mvn test -Dtest=SessionLifeTest -Dgolden.update=true`). Above the slash stands what
            happened, behind it what is done then, in this order.

            ```mermaid
            """
                + SessionLife.diagram()
                + "```\n");
  }
}
