package io.github.claudebridge.recovery;

import io.github.claudebridge.recovery.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outages as they go on: each step is stored, written to the log of recoveries, and shown in
 * the one post of its outage.
 */
final class Outages {
  /** An agent that is gone again within this time is still the same outage to those who read. */
  private static final Duration SAME = Duration.ofSeconds(60);

  private final AttemptStore attempts;
  private final RecoveryPosts posts;
  private final InstantSource clock;

  Outages(AttemptStore attempts, RecoveryPosts posts, InstantSource clock) {
    this.attempts = attempts;
    this.posts = posts;
    this.clock = clock;
  }

  Optional<Attempt> last(int session) {
    return attempts.last(session);
  }

  /** The last attempt of a session if it starts the agent and nothing is known of it so far. */
  Optional<Attempt> restarting(int session) {
    return last(session).filter(a -> a.open() && a.remedy().starts());
  }

  /** Whether an attempt is the last of its session still, with nothing known of its outcome. */
  boolean current(Attempt attempt) {
    return last(attempt.session()).filter(a -> a.id() == attempt.id() && a.open()).isPresent();
  }

  List<Attempt> lately(int session) {
    return attempts.lately(session);
  }

  /** Records what is tried next, as part of the outage that goes on, and shows it. */
  Attempt next(int session, Symptom symptom, Remedy remedy, Duration pause) {
    Instant now = clock.instant();
    long outage = goingOn(last(session).orElse(null), now);
    Attempt next =
        attempts.add(
            new AttemptStore.Draft(session, outage, symptom, remedy, now, now.plus(pause)));
    RecoveryLog.decided(next);
    posts.show(attempts.outage(next.outage()));
    return next;
  }

  /** Records something that others tell the channel. */
  void remember(int session, Symptom symptom) {
    Instant now = clock.instant();
    RecoveryLog.decided(
        attempts.add(
            new AttemptStore.Draft(session, 0, symptom, Remedy.LEAVE, now, now)));
  }

  private static long goingOn(@Nullable Attempt last, Instant now) {
    if (last == null) {
      return 0;
    }
    boolean goesOn =
        last.open()
            || last.outcome() == Outcome.FAILED
            || (last.outcome() == Outcome.BACK
                && last.doneAt() != null
                && last.doneAt().plus(SAME).isAfter(now));
    return goesOn ? last.outage() : 0;
  }

  /** Records what came of an attempt, unless that is known, and shows it. */
  void finish(Attempt attempt, Outcome outcome) {
    Instant now = clock.instant();
    if (attempts.done(attempt, outcome, now)) {
      RecoveryLog.done(attempt, outcome, now);
      posts.update(attempts.outage(attempt.outage()));
    }
  }

  /** A person took the session in hand: whatever came of the last attempt is theirs now. */
  void byPerson(int session) {
    last(session)
        .filter(a -> a.outcome() != Outcome.BACK && a.outcome() != Outcome.BY_PERSON)
        .ifPresent(
            a -> {
              Instant now = clock.instant();
              attempts.overrule(a, Outcome.BY_PERSON, now);
              RecoveryLog.done(a, Outcome.BY_PERSON, now);
              posts.update(attempts.outage(a.outage()));
            });
  }

  /** Adds something to what is told of an attempt. */
  void note(Attempt attempt, String text) {
    attempts.note(attempt, text);
    RecoveryLog.note(attempt, clock.instant(), text);
    posts.update(attempts.outage(attempt.outage()));
  }

  /** Tells something with the outage that goes on, or by itself where there is none. */
  void tell(int session, String about, String text) {
    Attempt goingOn = last(session).filter(Attempt::open).orElse(null);
    if (goingOn == null) {
      posts.notice(session, about + ":" + session + ":" + clock.millis(), text);
    } else {
      note(goingOn, text);
    }
  }

  /** A sentence in the chosen language. */
  String say(String key, String... blanks) {
    return posts.words().say(key, (Object[]) blanks);
  }
}
