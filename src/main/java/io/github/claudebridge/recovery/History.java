package io.github.claudebridge.recovery;

import io.github.claudebridge.model.Automatic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was tried for a session lately, as far as it decides what is tried next. Worked out of the
 * recorded attempts, so that a restart of the bridge changes nothing about it.
 *
 * @param automatic how much may be done by itself
 * @param restarts how often the agent was started again since it last stayed up for long enough
 * @param same how often the trouble was this one in a row, this time included
 * @param lastHour how often the agent was started again within the last hour
 * @param interrupted whether Escape was tried against this very trouble
 * @param fresh whether a new conversation was tried since the agent last stayed up
 */
public record History(
    Automatic automatic,
    int restarts,
    int same,
    int lastHour,
    boolean interrupted,
    boolean fresh) {
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * The history that counts at a moment.
   *
   * @param attempts of one session, oldest first
   * @param symptom what is wrong now
   */
  public static History of(
      List<Attempt> attempts,
      Symptom symptom,
      Instant now,
      Automatic automatic,
      Duration stableAfter) {
    List<Attempt> counting =
        counting(
            attempts.stream().filter(a -> !a.at().isAfter(now)).toList(), // the clock was set back
            now,
            stableAfter);
    int same = 1;
    boolean interrupted = false;
    for (Attempt each : counting.reversed()) {
      if (!each.signature().equals(symptom.signature())) {
        break;
      }
      same++;
      interrupted |= each.remedy() == Remedy.INTERRUPT;
    }
    return new History(
        automatic,
        (int) counting.stream().filter(a -> a.remedy().starts()).count(),
        same,
        (int)
            counting.stream()
                .filter(a -> a.remedy().starts() && a.at().plus(HOUR).isAfter(now))
                .count(),
        interrupted,
        counting.stream().anyMatch(a -> a.remedy() == Remedy.FRESH));
  }

  /** Those since the agent last stayed up for long enough, or a person last took it in hand. */
  private static List<Attempt> counting(
      List<Attempt> attempts, Instant now, Duration stableAfter) {
    Instant next = now;
    for (int i = attempts.size() - 1; i >= 0; i--) {
      Attempt each = attempts.get(i);
      boolean earned =
          each.outcome() == Attempt.Outcome.BACK
              && each.doneAt() != null
              && !each.doneAt().plus(stableAfter).isAfter(next);
      if (earned || each.outcome() == Attempt.Outcome.BY_PERSON) {
        return attempts.subList(i + 1, attempts.size());
      }
      next = each.at();
    }
    return attempts;
  }
}
