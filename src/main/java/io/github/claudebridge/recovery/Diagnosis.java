package io.github.claudebridge.recovery;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.AgentEvent.GoneWith;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells from what a gone agent left behind what was wrong with it. */
final class Diagnosis {
  private static final int KILLED = 9;
  private static final int BY_SIGNAL = 128;

  /** Only what stands at the very end is the agent's own word: all above may be quoted. */
  private static final int LAST_WORDS = 4;

  private static final Pattern REFUSED =
      Pattern.compile(
          "No conversation found with session ID|--resume requires a valid session",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOGGED_OUT =
      Pattern.compile(
          "please run /login|invalid api key|not logged in|oauth token (has )?expired",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LIMIT =
      Pattern.compile(
          "usage limit reached|(hit|reached) your (\\w+ )?limit|credit balance is too low",
          Pattern.CASE_INSENSITIVE);

  private final MemoryEvidence memory;

  Diagnosis(MemoryEvidence memory) {
    this.memory = memory;
  }

  /**
   * What was wrong.
   *
   * @param end how the agent ended, or null if it was never there
   * @param started what it was started for
   * @param detail why it could not be started, where that is so
   */
  Symptom of(
      AgentEvent.@Nullable Exited end, Vitals.Started started, @Nullable String detail) {
    if (end == null) {
      return detail == null ? new Symptom.PaneGone() : new Symptom.StartFailed(detail);
    }
    if (end.with() == GoneWith.ALL_TERMINALS) {
      return new Symptom.TmuxGone();
    }
    Integer code = end.code();
    if (code == null || end.with() == GoneWith.ITS_TERMINAL) {
      return new Symptom.PaneGone();
    }
    if (code > BY_SIGNAL && code <= BY_SIGNAL + 64) {
      return signal(code - BY_SIGNAL, end.lastScreen());
    }
    return started.ready() || code == 0
        ? new Symptom.Exited(code, end.lastScreen())
        : notReady(code, end.lastScreen(), started);
  }

  private Symptom signal(int signal, @Nullable String screen) {
    if (signal != KILLED) {
      return new Symptom.Killed(signal, screen);
    }
    return switch (memory.look()) {
      case KILLED_SINCE -> new Symptom.OutOfMemory(true);
      case UNREADABLE -> new Symptom.OutOfMemory(false);
      case NONE -> new Symptom.Killed(signal, screen);
    };
  }

  /** It ended before it would have taken a prompt: its last words are about that. */
  private static Symptom notReady(
      int code, @Nullable String screen, Vitals.Started started) {
    String words = lastWords(screen);
    if (started.resumed() && REFUSED.matcher(words).find()) {
      return new Symptom.ResumeRefused(words.strip());
    }
    if (LOGGED_OUT.matcher(words).find()) {
      return new Symptom.LoggedOut(words.strip());
    }
    if (LIMIT.matcher(words).find()) {
      return new Symptom.UsageLimit(words.strip());
    }
    return new Symptom.Exited(code, screen);
  }

  private static String lastWords(@Nullable String screen) {
    if (screen == null) {
      return "";
    }
    List<String> lines = screen.lines().filter(l -> !l.isBlank()).toList();
    return String.join(" ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }
}
