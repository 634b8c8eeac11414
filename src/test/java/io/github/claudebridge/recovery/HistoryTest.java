package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.recovery.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of the past counts. */
class HistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration STABLE = Duration.ofMinutes(10);
  private final List<Attempt> attempts = new ArrayList<>();

  private void tried(int minute, Symptom symptom, Remedy remedy, Outcome outcome, int doneMinute) {
    Instant at = START.plus(Duration.ofMinutes(minute));
    attempts.add(
        new Attempt(
            attempts.size() + 1,
            1,
            1,
            symptom.word(),
            symptom.signature(),
            null,
            null,
            remedy,
            at,
            at,
            outcome,
            outcome == null ? null : START.plus(Duration.ofMinutes(doneMinute)),
            null));
  }

  private History now(int minute, Symptom symptom) {
    return History.of(
        attempts, symptom, START.plus(Duration.ofMinutes(minute)), Automatic.FULL, STABLE);
  }

  private static final Symptom ONE = new Symptom.Exited(1, null);
  private static final Symptom TWO = new Symptom.Exited(2, null);

  @Test
  void nothingBeforeIsTheFirstTime() {
    assertThat(now(0, ONE)).isEqualTo(new History(Automatic.FULL, 0, 1, 0, false, false));
  }

  @Test
  void theSameInARowIsCountedUntilSomethingElse() {
    tried(0, ONE, Remedy.RESTART, Outcome.BACK, 0);
    tried(1, TWO, Remedy.RESTART, Outcome.BACK, 1);
    tried(2, ONE, Remedy.RESTART, Outcome.BACK, 2);
    tried(3, ONE, Remedy.RESTART, Outcome.FAILED, 3);
    assertThat(now(4, ONE)).isEqualTo(new History(Automatic.FULL, 4, 3, 4, false, false));
    assertThat(now(4, TWO).same()).isEqualTo(1);
  }

  @Test
  void onlyAStayOfLongEnoughForgets() {
    tried(0, ONE, Remedy.RESTART, Outcome.BACK, 0);
    tried(11, ONE, Remedy.RESTART, Outcome.BACK, 11);
    tried(12, ONE, Remedy.RESTART, Outcome.BACK, 12);
    assertThat(now(13, ONE).restarts()).as("the stay from 0 to 11 counts").isEqualTo(2);
    assertThat(now(22, ONE).restarts()).as("and that from 12 to 22").isZero();
    assertThat(now(21, ONE).restarts()).isEqualTo(2);
  }

  @Test
  void aPersonForgets() {
    tried(0, ONE, Remedy.RESTART, Outcome.FAILED, 0);
    tried(1, ONE, Remedy.QUARANTINE, Outcome.BY_PERSON, 2);
    assertThat(now(3, ONE).restarts()).isZero();
    assertThat(now(3, ONE).same()).isEqualTo(1);
  }

  @Test
  void anHourIsAnHour() {
    tried(0, ONE, Remedy.RESTART, Outcome.FAILED, 0);
    tried(50, ONE, Remedy.RESTART, Outcome.FAILED, 50);
    assertThat(now(59, ONE).lastHour()).isEqualTo(2);
    assertThat(now(60, ONE).lastHour()).isEqualTo(1);
    assertThat(now(60, ONE).restarts()).isEqualTo(2);
  }

  @Test
  void whatAClockThatWasSetBackPutIntoTheFutureDoesNotCount() {
    tried(600, ONE, Remedy.RESTART, Outcome.FAILED, 600);
    assertThat(now(3, ONE)).isEqualTo(new History(Automatic.FULL, 0, 1, 0, false, false));
  }

  @Test
  void escapeCountsForItsOwnTroubleAlone() {
    tried(0, new Symptom.Looping("Bash", 9), Remedy.INTERRUPT, Outcome.BACK, 0);
    assertThat(now(1, new Symptom.Looping("Bash", 18)).interrupted()).isTrue();
    assertThat(now(1, new Symptom.Hung(STABLE)).interrupted()).isFalse();
  }
}
