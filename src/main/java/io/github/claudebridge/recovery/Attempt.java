package io.github.claudebridge.recovery;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One recorded try to bring a session back.
 *
 * @param id our number for it
 * @param outage the number of the first attempt of the same outage, which names the outage
 * @param session the session
 * @param symptom the word of what was wrong
 * @param signature what makes it the same trouble as another one
 * @param detail the facts of the symptom that its sentence needs, or null
 * @param evidence the last screen or an error's text, or null
 * @param remedy what was tried
 * @param at when the trouble was noticed
 * @param dueAt when the remedy was to be applied
 * @param outcome what came of it, or null while it is open
 * @param doneAt when that was known, or null
 * @param note what else is to be told of it, such as a mended record, or null
 */
public record Attempt(
    long id,
    long outage,
    int session,
    String symptom,
    String signature,
    @Nullable String detail,
    @Nullable String evidence,
    Remedy remedy,
    Instant at,
    Instant dueAt,
    @Nullable Outcome outcome,
    @Nullable Instant doneAt,
    @Nullable String note) {

  /** What came of an attempt. */
  public enum Outcome {
    /** The agent is back, or goes on. */
    BACK,
    /** It did not help, or not for long. */
    FAILED,
    /** Nothing was done by the bridge. */
    LEFT,
    /** A person took the session in hand. */
    BY_PERSON;

    /** The word for it in the store, in logs and in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of a word. */
    public static Outcome of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Whether nothing is known of its outcome so far. */
  public boolean open() {
    return outcome == null;
  }

  /** Whether the session is left down until a person says so. */
  public boolean holds() {
    return open() && remedy == Remedy.QUARANTINE;
  }
}
