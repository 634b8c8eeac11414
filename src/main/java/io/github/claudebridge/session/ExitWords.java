package io.github.claudebridge.session;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.text.ScreenText;

/** What a person should know about an agent that is gone. */
final class ExitWords {
  private ExitWords() {}

  static String of(AgentEvent.Exited e) {
    StringBuilder words = new StringBuilder("The agent ended");
    if (e.code() != null) {
      words.append(" with code ").append(e.code());
    }
    words.append('.');
    if (e.lastScreen() != null && !e.lastScreen().isBlank()) {
      words
          .append("\nThe last it showed:\n```\n")
          .append(ScreenText.compact(e.lastScreen()))
          .append("\n```");
    }
    return words.toString();
  }
}
