package io.github.claudebridge.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much the bridge may do by itself for a session in trouble. */
public enum Automatic {
  /** Nothing: the channel is told, and a person decides. */
  OFF,
  /** It restarts an agent that is gone with the same conversation, and does nothing else. */
  RESTART_ONLY,
  /** All of it: also stop a hung turn, end a hung agent, begin a new conversation. */
  FULL;

  /** The word for it in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a word, or empty where there is none. */
  public static Optional<Automatic> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
