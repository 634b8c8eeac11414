package io.github.claudebridge.testing.twin;

/** Discord's permission bits that the twin hands out or checks. */
public final class Permissions {
  public static final long MANAGE_CHANNELS = 1L << 4;
  public static final long ADD_REACTIONS = 1L << 6;
  public static final long VIEW_CHANNEL = 1L << 10;
  public static final long SEND_MESSAGES = 1L << 11;
  public static final long MANAGE_MESSAGES = 1L << 13;
  public static final long EMBED_LINKS = 1L << 14;
  public static final long ATTACH_FILES = 1L << 15;
  public static final long READ_HISTORY = 1L << 16;
  public static final long USE_COMMANDS = 1L << 31;
  public static final long MANAGE_THREADS = 1L << 34;
  public static final long CREATE_THREADS = 1L << 35;
  public static final long CREATE_PRIVATE_THREADS = 1L << 36;
  public static final long SEND_IN_THREADS = 1L << 38;
  public static final long PIN_MESSAGES = 1L << 51;

  static final long EVERYONE =
      VIEW_CHANNEL
          | SEND_MESSAGES
          | ADD_REACTIONS
          | EMBED_LINKS
          | ATTACH_FILES
          | READ_HISTORY
          | USE_COMMANDS
          | CREATE_THREADS
          | SEND_IN_THREADS;
  static final long BOT =
      EVERYONE
          | MANAGE_CHANNELS
          | MANAGE_MESSAGES
          | MANAGE_THREADS
          | CREATE_PRIVATE_THREADS
          | PIN_MESSAGES;

  private Permissions() {}
}
