package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.testing.Golden;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of remedies: whole, ended everywhere, and written down as it is. */
class RemedyTableTest {
  private static final Settings.Recovery RULES = RecoveryRig.RULES;

  private static final List<Symptom> SYMPTOMS =
      List.of(
          new Symptom.Exited(1, null),
          new Symptom.Killed(9, null),
          new Symptom.OutOfMemory(true),
          new Symptom.PaneGone(),
          new Symptom.TmuxGone(),
          new Symptom.Rebooted(),
          new Symptom.StartFailed("no"),
          new Symptom.ResumeRefused("no"),
          new Symptom.Hung(Duration.ofMinutes(1)),
          new Symptom.Looping("Bash", 9),
          new Symptom.LoggedOut(null),
          new Symptom.UsageLimit(null),
          new Symptom.DialogInTheWay("PERMISSION"));

  private static List<History> histories() {
    List<History> all = new ArrayList<>();
    for (Automatic automatic : Automatic.values()) {
      for (int restarts : new int[] {0, 3, 30}) {
        for (int same : new int[] {1, 2, RULES.quarantineAfter()}) {
          for (int lastHour : new int[] {0, RULES.capPerHour()}) {
            for (boolean interrupted : new boolean[] {false, true}) {
              for (boolean fresh : new boolean[] {false, true}) {
                all.add(new History(automatic, restarts, same, lastHour, interrupted, fresh));
              }
            }
          }
        }
      }
    }
    return all;
  }

  @Test
  void everySymptomHasARemedyAfterEveryHistoryAndEveryRowIsReached() {
    assertThat(SYMPTOMS)
        .extracting(s -> (Object) s.getClass())
        .as("every kind of symptom is looked at here")
        .containsExactlyInAnyOrder((Object[]) Symptom.class.getPermittedSubclasses());
    Set<RemedyTable.Row> reached = new HashSet<>();
    for (Symptom symptom : SYMPTOMS) {
      for (History history : histories()) {
        reached.add(RemedyTable.row(symptom, history, RULES));
      }
    }
    assertThat(reached).containsExactlyInAnyOrderElementsOf(RemedyTable.rows());
  }

  @Test
  void whatIsOffDoesNothingAndRestartOnlyOnlyRestarts() {
    for (Symptom symptom : SYMPTOMS) {
      for (History history : histories()) {
        Remedy remedy = RemedyTable.choose(symptom, history, RULES);
        switch (history.automatic()) {
          case OFF -> assertThat(remedy).isEqualTo(Remedy.LEAVE);
          case RESTART_ONLY ->
              assertThat(remedy).isIn(Remedy.LEAVE, Remedy.RESTART, Remedy.QUARANTINE);
          case FULL -> {}
        }
        if (history.lastHour() >= RULES.capPerHour()) {
          assertThat(remedy.starts()).as("%s after %s", symptom, history).isFalse();
        }
      }
    }
  }

  @Test
  void thePageHasTheTable() {
    String page = Golden.at("docs").input("recovery.md");
    String start = "<!-- made by RemedyTable -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf(end);
    Golden.at("docs")
        .check(
            "recovery.md",
            page.substring(0, from) + RemedyTable.markdown() + page.substring(to));
  }
}
