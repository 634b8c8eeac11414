package io.github.claudebridge.reply;

import io.github.claudebridge.claude.AgentFailure;
import java.util.Locale;

/** Why an agent gave up a turn, in plain words and with the mend. */
final class FailureText {
  private static final int MOST_SAID = 300;

  private final Words words;

  FailureText(Words words) {
    this.words = words;
  }

  /** Whether a reason is a trouble of the agent's that there are words for. */
  boolean knows(String reason) {
    return AgentFailure.of(reason) != AgentFailure.OTHER;
  }

  /** The words where the turn was of a prompt typed at the terminal, which has no post. */
  String atTerminal(String reason, int session) {
    return AgentFailure.of(reason) == AgentFailure.CRASHED
        ? words.say("failure.crashed-at-terminal")
        : of(reason, session);
  }

  /**
   * The words.
   *
   * @param reason the agent's own word and words for it; hostile
   */
  String of(String reason, int session) {
    AgentFailure kind = AgentFailure.of(reason);
    String key = "failure." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (kind == AgentFailure.CRASHED) { // our own word for it, and no more than is told anyway
      return words.say(key, Integer.toString(session));
    }
    String said = reason.replaceAll("[\\s\\p{Cntrl}]+", " ").replace("`", "'").strip();
    String cut = said.length() > MOST_SAID ? said.substring(0, MOST_SAID - 1) + "…" : said;
    return words.say(key, Integer.toString(session)) + "\n-# " + cut;
  }
}
