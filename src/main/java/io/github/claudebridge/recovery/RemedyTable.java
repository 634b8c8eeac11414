package io.github.claudebridge.recovery;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Automatic;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Which remedy is tried against which symptom, after what was tried before: the first row that
 * fits. It has no memory and no effects of its own, and it writes its own page, {@code
 * docs/recovery.md}.
 */
public final class RemedyTable {

  /** Symptoms for which the same helps. */
  enum Trouble {
    GONE("the agent exited, was killed, ran out of memory; pane or tmux server gone; reboot"),
    NO_START("the agent cannot be started"),
    REFUSED("the agent refuses to resume its conversation"),
    HUNG("the agent works, with no sign of it"),
    LOOPING("the agent does the same over and over"),
    PERSONS("logged out, usage limit, a dialog in the way");

    private final String words;

    Trouble(String words) {
      this.words = words;
    }

    static Trouble of(Symptom symptom) {
      return switch (symptom) {
        case Symptom.Exited _,
            Symptom.Killed _,
            Symptom.OutOfMemory _,
            Symptom.PaneGone _,
            Symptom.TmuxGone _,
            Symptom.Rebooted _ ->
            GONE;
        case Symptom.StartFailed _ -> NO_START;
        case Symptom.ResumeRefused _ -> REFUSED;
        case Symptom.Hung _ -> HUNG;
        case Symptom.Looping _ -> LOOPING;
        case Symptom.LoggedOut _, Symptom.UsageLimit _, Symptom.DialogInTheWay _ -> PERSONS;
      };
    }
  }

  /** What has to be true of the history for a row to fit. */
  enum When {
    OFF("`off`", (h, r) -> h.automatic() == Automatic.OFF),
    NOT_FULL("`off` or `restart-only`", (h, r) -> h.automatic() != Automatic.FULL),
    HOUR_FULL("`cap-per-hour` restarts in the last hour", (h, r) -> h.lastHour() >= r.capPerHour()),
    SAME_AGAIN(
        "the same for the `quarantine-after`-th time in a row",
        (h, r) -> h.same() >= r.quarantineAfter()),
    FIRST_TIME("for the first time", (h, r) -> h.same() == 1),
    NOT_INTERRUPTED("Escape was not tried against it", (h, r) -> !h.interrupted()),
    NOT_FRESH(
        "`full`, a new conversation was not tried",
        (h, r) -> h.automatic() == Automatic.FULL && !h.fresh()),
    OTHERWISE("otherwise", (h, r) -> true);

    private final String words;
    private final BiPredicate<History, Settings.Recovery> holds;

    When(String words, BiPredicate<History, Settings.Recovery> holds) {
      this.words = words;
      this.holds = holds;
    }
  }

  /** One line of the table. */
  record Row(Trouble trouble, When when, Remedy remedy) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(Trouble.GONE, When.OFF, Remedy.LEAVE),
          new Row(Trouble.GONE, When.HOUR_FULL, Remedy.QUARANTINE),
          new Row(Trouble.GONE, When.SAME_AGAIN, Remedy.QUARANTINE),
          new Row(Trouble.GONE, When.OTHERWISE, Remedy.RESTART),
          new Row(Trouble.NO_START, When.OFF, Remedy.LEAVE),
          new Row(Trouble.NO_START, When.HOUR_FULL, Remedy.QUARANTINE),
          new Row(Trouble.NO_START, When.SAME_AGAIN, Remedy.QUARANTINE),
          new Row(Trouble.NO_START, When.OTHERWISE, Remedy.RESTART),
          new Row(Trouble.REFUSED, When.OFF, Remedy.LEAVE),
          new Row(Trouble.REFUSED, When.HOUR_FULL, Remedy.QUARANTINE),
          new Row(Trouble.REFUSED, When.FIRST_TIME, Remedy.RESTART),
          new Row(Trouble.REFUSED, When.NOT_FRESH, Remedy.FRESH),
          new Row(Trouble.REFUSED, When.OTHERWISE, Remedy.QUARANTINE),
          new Row(Trouble.HUNG, When.NOT_FULL, Remedy.LEAVE),
          new Row(Trouble.HUNG, When.NOT_INTERRUPTED, Remedy.INTERRUPT),
          new Row(Trouble.HUNG, When.HOUR_FULL, Remedy.LEAVE),
          new Row(Trouble.HUNG, When.OTHERWISE, Remedy.END_AND_RESTART),
          new Row(Trouble.LOOPING, When.NOT_FULL, Remedy.LEAVE),
          new Row(Trouble.LOOPING, When.NOT_INTERRUPTED, Remedy.INTERRUPT),
          new Row(Trouble.LOOPING, When.OTHERWISE, Remedy.LEAVE),
          new Row(Trouble.PERSONS, When.OTHERWISE, Remedy.LEAVE));

  private RemedyTable() {}

  /** What is tried now. */
  public static Remedy choose(Symptom symptom, History history, Settings.Recovery rules) {
    return row(symptom, history, rules).remedy();
  }

  static Row row(Symptom symptom, History history, Settings.Recovery rules) {
    Trouble trouble = Trouble.of(symptom);
    return ROWS.stream()
        .filter(row -> row.trouble() == trouble && row.when().holds.test(history, rules))
        .findFirst()
        .orElseThrow(); // the last row of each trouble fits always
  }

  static List<Row> rows() {
    return ROWS;
  }

  /** The table as Markdown. */
  static String markdown() {
    StringBuilder out = new StringBuilder("| trouble | when | the bridge |\n| --- | --- | --- |\n");
    Trouble before = null;
    for (Row row : ROWS) {
      out.append("| ")
          .append(row.trouble() == before ? "" : row.trouble().words)
          .append(" | ")
          .append(row.when().words)
          .append(" | ")
          .append(row.remedy().words())
          .append(" |\n");
      before = row.trouble();
    }
    return out.toString();
  }
}
