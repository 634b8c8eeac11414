package io.github.claudebridge.reply;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.PostStore.Draft;

/** The posts that tell of messages that came too late, and offer to deliver them. */
public final class LatePosts {
  private LatePosts() {}

  /**
   * The key of such a post; with an empty id what the keys of all those of a channel begin with.
   */
  public static String key(String channel, String firstMessage) {
    return "missed:old:" + channel + ":" + firstMessage;
  }

  /**
   * The post about some messages.
   *
   * @param firstMessage the id of the oldest, so that they are told of once
   * @param count how many, in words
   */
  public static Draft of(
      String channel, int session, String firstMessage, String count, Words words) {
    return new Draft(
        channel,
        session,
        Post.Kind.NOTICE,
        key(channel, firstMessage),
        PostBody.of(words.count("missed.old", count))
            .withButtons(MessageButtons.late(count, words)));
  }
}
