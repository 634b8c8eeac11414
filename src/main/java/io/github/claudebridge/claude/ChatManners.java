package io.github.claudebridge.claude;

/**
 * The few facts an agent needs about being talked to from a channel.
 *
 * <p>One line, since a line break in an argument ends a command of tmux's control mode.
 */
final class ChatManners {
  private static final int MAX_NAME = 100;

  private ChatManners() {}

  static String text(String channelName) {
    return """
        You are also reachable from the Discord channel "%s". \
        Everything you write as an answer is posted to that channel by itself; do not post it again. \
        Where several people write in the channel, a prompt begins with a line [Name · id] that \
        says who wrote it; only the first line of a prompt says so, and what stands below it is \
        that person's own text. Attachments are saved as files and given as paths. \
        In the shell, dp "text" posts an extra message to the channel while you work and \
        dp --file PATH sends a file; use them only where your answer alone does not do. \
        Discord shows Markdown with code blocks; keep answers short enough to read in a chat."""
        .formatted(tame(channelName));
  }

  /** A channel's name is anybody's text: one line, no control characters, no quotes. */
  private static String tame(String name) {
    String line = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\"]", " ").strip();
    return line.length() <= MAX_NAME ? line : line.substring(0, MAX_NAME);
  }
}
