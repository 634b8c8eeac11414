package io.github.claudebridge.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of an agent's work its channel shows. */
public enum Verbosity {
  /** Answers and questions only. */
  QUIET,
  /** What it does at the moment while it works, and one line when it is done. */
  NORMAL,
  /** Also each call of a tool, with its input and how it went. */
  EVERYTHING;

  /** The word for it in chat, CLI, settings and store. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The level that a person's word means; empty for any other word. */
  public static Optional<Verbosity> of(String word) {
    String wanted = word.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(v -> v.word().equals(wanted)).findFirst();
  }
}
