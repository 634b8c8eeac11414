package io.github.claudebridge.access;

/** What the gate says to one wish. */
public sealed interface Decision {

  /** It may be done. */
  record Allow() implements Decision {}

  /** It must not be done. */
  record Deny(Reason reason) implements Decision {}

  /** Why something must not be done. */
  enum Reason {
    NO_SERVER_CHOSEN("no server is chosen (discord.guild)", false),
    DIRECT_MESSAGE("it did not come from a server", true),
    OTHER_SERVER("it came from another server", true),
    BAD_ID("an id in it is missing or not a number", true),
    NOT_A_MEMBER("the writer is not known as a member of the server", true),
    NOBODY_LISTED("nobody is listed (access.users, access.roles)", true),
    STRANGER("the writer is not listed", true),
    BOT_NOT_LISTED("the bot or webhook is not listed (access.bots)", true),
    BEYOND_RIGHTS("the writer is listed, but not for this", false);

    private final String words;
    private final boolean silent;

    Reason(String words, boolean silent) {
      this.words = words;
      this.silent = silent;
    }

    /** The reason in plain words, for the audit log and for the operator. */
    public String words() {
      return words;
    }

    /** Whether the writer gets no answer at all, as strangers do. */
    public boolean silent() {
      return silent;
    }
  }

  /** Whether it may be done. */
  default boolean allowed() {
    return switch (this) {
      case Allow _ -> true;
      case Deny _ -> false;
    };
  }
}
