package io.github.claudebridge.recovery;

import org.jspecify.annotations.Nullable;

/** The one fact of a symptom that its sentence needs, as a short text for the store. */
final class SymptomDetail {
  private static final int MOST = 200;

  private SymptomDetail() {}

  static @Nullable String of(Symptom symptom) {
    String detail =
        switch (symptom) {
          case Symptom.Exited e -> Integer.toString(e.code());
          case Symptom.Killed e -> Integer.toString(e.signal());
          case Symptom.OutOfMemory e -> e.certain() ? "certain" : "probable";
          case Symptom.Hung e -> words(e.quiet().toSeconds());
          case Symptom.Looping e -> e.tool() + " × " + e.times();
          case Symptom.DialogInTheWay e -> e.kind();
          case Symptom.PaneGone _,
              Symptom.TmuxGone _,
              Symptom.Rebooted _,
              Symptom.StartFailed _,
              Symptom.ResumeRefused _,
              Symptom.LoggedOut _,
              Symptom.UsageLimit _ ->
              null;
        };
    return detail == null || detail.length() <= MOST ? detail : detail.substring(0, MOST);
  }

  private static String words(long seconds) {
    return seconds >= 120 ? seconds / 60 + " min" : seconds + " s";
  }
}
