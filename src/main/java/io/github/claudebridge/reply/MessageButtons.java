package io.github.claudebridge.reply;

import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.PostBody.Button;
import io.github.claudebridge.model.PostBody.Button.Style;
import io.github.claudebridge.model.SessionEvent.Decision;
import io.github.claudebridge.text.Names;

/**
 * The buttons below a post about a message that did not arrive. Their ids name all that a click
 * needs, so that a click works after a restart.
 */
public final class MessageButtons {
  /** What the id of a button begins with that sends a message again; the message's id follows. */
  public static final String RETRY = "retry:";

  /** The same for a message of which nobody knows whether it arrived. */
  public static final String AGAIN = "again:";

  /** What the id of a button begins with that gives up a message; the message's id follows. */
  public static final String SKIP = "skip:";

  /** The id of the button that has messages delivered that came too late. */
  public static final String LATE = "late";

  /** What the id of a button begins with that lets refused messages in; how many follows. */
  public static final String REFUSED = "refused:";

  /**
   * What the id of a button begins with that stops a turn; the agent's id of its prompt follows.
   */
  public static final String STOP = "stop:";

  /** What the id of a button begins with that stops the agent for a message; its id follows. */
  public static final String NOW = "now:";

  /** The id of the button that tries again to bring a session back that waits for a person. */
  public static final String TRY_AGAIN = "try-again";

  private static final int MOST_NAME = 80;
  private static final int MOST_ID = 90;

  private MessageButtons() {}

  static Button retry(String messageId, Words words) {
    return new Button(RETRY + messageId, words.say("button.retry"), Style.PRIMARY);
  }

  static Button again(String messageId, Words words) {
    return new Button(AGAIN + messageId, words.say("button.again"), Style.PRIMARY);
  }

  static Button skip(String messageId, Words words) {
    return new Button(SKIP + messageId, words.say("button.skip"), Style.SECONDARY);
  }

  /**
   * The button that has everything delivered that came too late to a channel.
   *
   * @param count how many those are, in words
   */
  public static Button late(String count, Words words) {
    return new Button(LATE, words.count("button.late", count), Style.PRIMARY);
  }

  /** The button that puts messages in the queue that were not let into it. */
  static Button refused(int count, Words words) {
    return new Button(
        REFUSED + count, words.count("button.refused", Integer.toString(count)), Style.SECONDARY);
  }

  /** The button that stops the turn of a prompt, and no later one. */
  public static Button stop(String promptId, Words words) {
    return new Button(STOP + shortened(promptId), words.say("button.stop"), Style.DANGER);
  }

  /** The button that stops what the agent does and sends it a message that waits. */
  public static Button now(String messageId, Words words) {
    return new Button(NOW + shortened(messageId), words.say("button.now"), Style.SECONDARY);
  }

  /** An id comes from outside, and Discord takes 100 characters. */
  private static String shortened(String id) {
    return id.substring(0, Math.min(id.length(), MOST_ID));
  }

  /** The button that tries again to bring a session back. */
  public static Button tryAgain(Words words) {
    return new Button(TRY_AGAIN, words.say("button.try.again"), Style.PRIMARY);
  }

  /** Who decided what, as the last line of the post that asked. */
  public static String decided(Decision decision, Author by, Words words) {
    return switch (decision) {
      case AGAIN -> words.say("decided.again", who(by));
      case SKIPPED -> words.say("decided.skipped", who(by));
      case WITHDRAWN -> words.say("decided.withdrawn", who(by));
    };
  }

  /** Who had the messages delivered that came too late, as the last line of the post of them. */
  public static String decidedLate(Author by, Words words) {
    return words.say("decided.late", who(by));
  }

  /** A person of Discord by their id, which nobody can forge and which pings nobody here. */
  static String who(Author by) {
    return by.kind() == Author.Kind.PERSON && by.id().matches("\\d{1,20}")
        ? "<@" + by.id() + ">"
        : Names.label(by.label(), MOST_NAME);
  }
}
