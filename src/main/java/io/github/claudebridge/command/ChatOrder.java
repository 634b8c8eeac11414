package io.github.claudebridge.command;

import io.github.claudebridge.access.Action;
import io.github.claudebridge.model.Verbosity;
import io.github.claudebridge.reply.DialogPosts;
import io.github.claudebridge.reply.LimitPosts;
import io.github.claudebridge.reply.MessageButtons;
import java.util.Optional;

/** What a person may order in a channel, by a slash command or a button. */
public sealed interface ChatOrder {

  /** The right that it takes. */
  Action right();

  /** Shows what waits. */
  record ShowQueue() implements ChatOrder {
    @Override
    public Action right() {
      return Action.VIEW;
    }
  }

  /** Gives a message that waits another text. */
  record Edit(String message, String text) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Takes a message out of the queue. */
  record Delete(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Puts a message before all others that wait. */
  record Front(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Stops what the agent does, and sends it this message. */
  record Now(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Takes everything out of the queue. */
  record Clear() implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Sends a message again that failed or is undecided. */
  record Retry(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Sends a message again that is undecided, unless somebody decided otherwise. */
  record Again(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Gives up a message that is undecided. */
  record Skip(String message) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Sends what came too late to be delivered by itself. */
  record DeliverLate() implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /** Puts the next messages in the queue that were not let into it. */
  record DeliverRefused(int most) implements ChatOrder {
    @Override
    public Action right() {
      return Action.TALK;
    }
  }

  /**
   * Shows how a session is.
   *
   * @param session its number, or 0 for the channel's own
   */
  record Status(int session) implements ChatOrder {
    /** Shows how the channel's own session is. */
    public Status() {
      this(0);
    }

    @Override
    public Action right() {
      return Action.VIEW;
    }
  }

  /** Stops the turn that is going on. */
  record Stop() implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Stops the turn of a prompt, unless it is over. */
  record StopTurn(String promptId) implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Shows how much of the work is shown. */
  record ShowLevel() implements ChatOrder {
    @Override
    public Action right() {
      return Action.VIEW;
    }
  }

  /** Has more or less of the work shown. */
  record ChooseLevel(Verbosity level) implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Brings the session back. */
  record Recover() implements ChatOrder {
    @Override
    public Action right() {
      return Action.MANAGE;
    }
  }

  /**
   * Presses a key in a dialog of the terminal.
   *
   * @param dialog which dialog
   * @param print the look of it that the presser saw
   * @param key the name of the key
   */
  record Press(String dialog, String print, String key) implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Presses keys, by their names and in order, in whatever dialog stands at the terminal. */
  record Keys(String names) implements ChatOrder {
    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Shows a picture of the terminal. */
  record Screen() implements ChatOrder {
    @Override
    public Action right() {
      return Action.VIEW;
    }
  }

  /** Chooses what becomes of work that a usage limit cut off, or goes on at once. */
  record Limit(Wish wish) implements ChatOrder {
    /** What somebody wants. */
    public enum Wish {
      CONTINUE,
      LEAVE,
      NOW
    }

    @Override
    public Action right() {
      return Action.ANSWER;
    }
  }

  /** Brings the session back if it is down still. */
  record TryAgain() implements ChatOrder {
    @Override
    public Action right() {
      return Action.MANAGE;
    }
  }

  /** Shows what can be ordered. */
  record Help() implements ChatOrder {
    @Override
    public Action right() {
      return Action.VIEW;
    }
  }

  /** The order that a button's id stands for; empty for a button that is not for here. */
  static Optional<ChatOrder> ofButton(String id) {
    if (id.startsWith(MessageButtons.RETRY)) {
      return Optional.of(new Retry(id.substring(MessageButtons.RETRY.length())));
    }
    if (id.startsWith(MessageButtons.AGAIN)) {
      return Optional.of(new Again(id.substring(MessageButtons.AGAIN.length())));
    }
    if (id.startsWith(MessageButtons.SKIP)) {
      return Optional.of(new Skip(id.substring(MessageButtons.SKIP.length())));
    }
    if (id.startsWith(DialogPosts.PRESS)) {
      String[] parts = id.split(":", 4);
      return parts.length == 4
          ? Optional.of(new Press(parts[1], parts[2], parts[3]))
          : Optional.empty();
    }
    Optional<ChatOrder> limit =
        switch (id) {
          case LimitPosts.CONTINUE -> Optional.of(new Limit(Limit.Wish.CONTINUE));
          case LimitPosts.LEAVE -> Optional.of(new Limit(Limit.Wish.LEAVE));
          case LimitPosts.NOW -> Optional.of(new Limit(Limit.Wish.NOW));
          default -> Optional.empty();
        };
    if (limit.isPresent()) {
      return limit;
    }
    if (id.matches(MessageButtons.REFUSED + "\\d{1,5}")) {
      return Optional.of(
          new DeliverRefused(Integer.parseInt(id.substring(MessageButtons.REFUSED.length()))));
    }
    if (id.startsWith(MessageButtons.STOP)) {
      return Optional.of(new StopTurn(id.substring(MessageButtons.STOP.length())));
    }
    if (id.startsWith(MessageButtons.NOW)) {
      return Optional.of(new Now(id.substring(MessageButtons.NOW.length())));
    }
    if (id.equals(MessageButtons.TRY_AGAIN)) {
      return Optional.of(new TryAgain());
    }
    return id.equals(MessageButtons.LATE) ? Optional.of(new DeliverLate()) : Optional.empty();
  }
}
