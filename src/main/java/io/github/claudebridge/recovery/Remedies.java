package io.github.claudebridge.recovery;

import io.github.claudebridge.recovery.Attempt.Outcome;
import io.github.claudebridge.session.Session;
import io.github.claudebridge.session.SessionState;
import io.github.claudebridge.session.SessionThread;
import io.github.claudebridge.session.Stopping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries remedies out, on threads of its own, and knows which starts and ends are its doing. */
final class Remedies {
  private static final Logger log = LoggerFactory.getLogger(Remedies.class);
  private static final int MOST_NAMED = 5;

  /** Its own helpers end with an agent, a moment later. */
  private static final Duration ENDING = Duration.ofSeconds(1);

  private final AutoRecovery.Parts parts;
  private final Outages outages;
  private final Set<Integer> starting = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ending = ConcurrentHashMap.newKeySet();

  Remedies(AutoRecovery.Parts parts, Outages outages) {
    this.parts = parts;
    this.outages = outages;
  }

  /** What comes after Escape did not help. */
  interface NoHelp {
    void next(int session, Symptom symptom);
  }

  /** Begins to do what was decided. */
  void carryOut(Attempt attempt, Symptom symptom, NoHelp noHelp) {
    switch (attempt.remedy()) {
      case RESTART, FRESH -> schedule(attempt);
      case END_AND_RESTART -> session(attempt.session()).ifPresent(s -> endAndRestart(s, attempt));
      case INTERRUPT ->
          session(attempt.session()).ifPresent(s -> interrupt(s, attempt, symptom, noHelp));
      case QUARANTINE, LEAVE -> lookLater(attempt);
    }
  }

  /** No restart comes that would look: what the agent left running is named all the same. */
  private void lookLater(Attempt attempt) {
    int n = attempt.session();
    parts
        .timers()
        .schedule(
            () ->
                session(n)
                    .filter(s -> s.state() == SessionState.LOST)
                    .ifPresent(s -> apart(n, () -> lookForOrphans(attempt))),
            ENDING.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Whether a start that is told now is ours; asked once for each. */
  boolean startsNow(int session) {
    return starting.remove(session);
  }

  /** Whether an end that is told now is ours. */
  boolean endsNow(int session) {
    return ending.contains(session);
  }

  /** Starts the agent of a restart when its pause is over. */
  void schedule(Attempt attempt) {
    long wait = Duration.between(parts.clock().instant(), attempt.dueAt()).toMillis();
    parts
        .timers()
        .schedule(
            () -> apart(attempt.session(), () -> due(attempt)),
            Math.clamp(wait, 0, Backoff.LONGEST.toMillis()), // the clock may have been set
            TimeUnit.MILLISECONDS);
  }

  /** Starts the agent of a session, or takes over the one that runs. */
  void start(Session session) {
    int n = session.binding().session();
    starting.add(n);
    session.resume().whenComplete((state, failure) -> starting.remove(n));
  }

  private void due(Attempt attempt) {
    int n = attempt.session();
    Session session = session(n).orElse(null);
    if (session == null
        || !outages.current(attempt)
        || !(session.state() == SessionState.LOST || session.state() == SessionState.STOPPED)
        || !parts.conversations().wanted(n)) {
      return; // a person was first
    }
    try {
      lookForOrphans(attempt);
      if (attempt.remedy() == Remedy.FRESH) {
        parts.seeds().want(n);
        parts.conversations().end(n);
      }
    } catch (RuntimeException e) { // nothing of it may keep the agent from being started
      log.error("session {}: not all could be made ready", n, e);
    }
    start(session);
  }

  private void endAndRestart(Session session, Attempt attempt) {
    int n = attempt.session();
    ending.add(n);
    session
        .end()
        .whenComplete(
            (state, failure) -> {
              ending.remove(n);
              apart(n, () -> due(attempt));
            });
  }

  private void interrupt(Session session, Attempt attempt, Symptom symptom, NoHelp noHelp) {
    session
        .stopTurn()
        .whenComplete(
            (stopping, failure) ->
                apart(
                    attempt.session(), () -> interrupted(attempt, symptom, stopping, noHelp)));
  }

  private void interrupted(
      Attempt attempt, Symptom symptom, @Nullable Stopping stopping, NoHelp noHelp) {
    if (!outages.current(attempt)) {
      return; // the agent is gone meanwhile, or a person took over
    }
    if (stopping == Stopping.STOPPED || stopping == Stopping.NOTHING) {
      outages.finish(attempt, Outcome.BACK);
    } else {
      noHelp.next(attempt.session(), symptom);
    }
  }

  private void lookForOrphans(Attempt attempt) {
    List<Orphans.Orphan> left = parts.orphans().of(attempt.session());
    if (left.isEmpty()) {
      return;
    }
    boolean end = parts.rules().endOrphans() && attempt.remedy() != Remedy.LEAVE;
    if (end) {
      left.forEach(Orphans.Orphan::end);
    }
    String names =
        left.stream()
            .limit(MOST_NAMED)
            .map(o -> "`" + o.words() + "`")
            .collect(Collectors.joining(", "));
    outages.note(
        attempt,
        outages.say(
            end ? "recovery.orphans.ended" : "recovery.orphans",
            names + (left.size() > MOST_NAMED ? ", …" : "")));
  }

  private Optional<Session> session(int n) {
    return parts.sessions().get().session(n);
  }

  private static void apart(int session, Runnable work) {
    SessionThread.start("recovery", session, work);
  }
}
