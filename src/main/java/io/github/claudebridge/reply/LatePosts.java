package io.github.claudebridge.reply;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.PostStore.Draft;
import java.util.List;

/** The posts that tell of messages that came too late, and offer to deliver them. */
public final class LatePosts {
  private static final int MOST_LINES = 10;

  private LatePosts() {}

  /**
   * The key of such a post; with an empty id what the keys of all those of a channel begin with.
   */
  public static String key(String channel, String firstMessage) {
    return "missed:old:" + channel + ":" + firstMessage;
  }

  /**
   * The post about some messages, which lists the first of them.
   *
   * @param late the messages, oldest first; they are told of once
   * @param more whether there are further ones, which are not stored
   */
  public static Draft of(
      String channel, int session, List<Message> late, boolean more, Words words) {
    String count = late.size() + (more ? "+" : "");
    StringBuilder text = new StringBuilder(words.count("missed.old", count));
    for (Message each : late.subList(0, Math.min(late.size(), MOST_LINES))) {
      text.append("\n- <t:").append(each.at().getEpochSecond()).append(":f> ");
      text.append(MessageLine.of(each));
    }
    if (late.size() > MOST_LINES) {
      String others = late.size() - MOST_LINES + (more ? "+" : "");
      text.append('\n').append(words.say("queue.more", others));
    }
    return new Draft(
        channel,
        session,
        Post.Kind.NOTICE,
        key(channel, late.getFirst().id()),
        PostBody.of(text.toString()).withButtons(MessageButtons.late(count, words)));
  }
}
