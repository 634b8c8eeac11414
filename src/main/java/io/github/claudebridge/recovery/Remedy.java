package io.github.claudebridge.recovery;

import java.util.Locale;

/** What may be tried against a {@link Symptom}. */
public enum Remedy {
  /** Escape, as a person would press it, to stop the turn that is going on. */
  INTERRUPT("stops the turn with Escape"),
  /** Start the agent again with the same conversation, after a pause. */
  RESTART("restarts with the same conversation"),
  /** End the agent that is still there, then start it again with the same conversation. */
  END_AND_RESTART("ends the agent, restarts with the same conversation"),
  /** Start the agent with a new conversation that is told what is known of the one before. */
  FRESH("restarts with a new conversation that is told of the old one"),
  /** Leave the session down until a person says so. */
  QUARANTINE("waits for a person"),
  /** Do nothing but tell. */
  LEAVE("only tells");

  private final String words;

  Remedy(String words) {
    this.words = words;
  }

  /** The word for it in the store, in logs and in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a word. */
  public static Remedy of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether an agent is started by it. */
  public boolean starts() {
    return this == RESTART || this == END_AND_RESTART || this == FRESH;
  }

  /** What it does, in English, for the documents. */
  String words() {
    return words;
  }
}
