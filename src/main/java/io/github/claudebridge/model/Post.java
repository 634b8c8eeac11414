package io.github.claudebridge.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One Discord message of ours, as it stands in the outbox.
 *
 * @param id our number for it; posts of a channel go out by ascending id
 * @param channel where it goes
 * @param session the session it speaks for, or 0 for the bridge itself
 * @param kind what it is, for readers of the outbox
 * @param key what makes it unique: the same key is stored once, whoever repeats it
 * @param nonce what makes it idempotent at Discord, at most 25 characters
 * @param body what it says
 * @param state how far it got
 * @param sentId Discord's id of it once it is sent, else null
 * @param reason why it could not be sent, or null
 * @param at when it was stored
 */
public record Post(
    long id,
    String channel,
    int session,
    Kind kind,
    String key,
    String nonce,
    PostBody body,
    State state,
    @Nullable String sentId,
    @Nullable String reason,
    Instant at) {

  /** What a post is. */
  public enum Kind {
    /** What the agent said. */
    ANSWER,
    /** What the agent or a person posted by {@code dp}. */
    DP,
    /** What somebody typed at the terminal, shown in the channel. */
    MIRROR,
    /** Something the bridge has to tell. */
    NOTICE,
    /** What the agent does at the moment: edited in place, and gone when it is done. */
    STATUS,
    /** Which tools the agent used. */
    TOOLS,
    /** What a turn took, in one line below its answers. */
    FOOTER
  }

  /** Whether it comes without a sound, as whatever says less than an answer. */
  public boolean silent() {
    return switch (kind) {
      case STATUS, TOOLS, FOOTER -> true;
      case ANSWER, DP, MIRROR, NOTICE -> false;
    };
  }

  /** How far a post got. */
  public enum State {
    PENDING,
    SENT,
    FAILED,
    /** Another post says it together with others; the reason names that one. */
    FOLDED
  }
}
