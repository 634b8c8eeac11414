package io.github.claudebridge.command;

import io.github.claudebridge.command.OrderException.Kind;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore.Draft;
import io.github.claudebridge.text.MarkdownSplitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What {@code dp} does: puts text and files of a caller on this machine into a session's channel.
 */
public final class LocalPosts {
  private static final int MOST_FILES = 10;

  private final SessionOrders orders;
  private final Outbox outbox;
  private final UnaryOperator<String> redaction;
  private final MarkdownSplitter splitter = new MarkdownSplitter(PostBody.MAX_TEXT);

  /**
   * Posts for all sessions.
   *
   * @param redaction takes secrets out, before a text is cut into pieces
   */
  public LocalPosts(SessionOrders orders, Outbox outbox, UnaryOperator<String> redaction) {
    this.orders = orders;
    this.outbox = outbox;
    this.redaction = redaction;
  }

  /**
   * Posts to a session's channel, and returns when it is stored.
   *
   * @param files copies of ours, which may be deleted once they are sent
   */
  public List<Post> post(int session, String text, List<Path> files) throws OrderException {
    return outbox.addSoon(drafts(session, text, files));
  }

  /** Checks what {@link #post} would check, and posts nothing. */
  public void dryRun(int session, String text, List<Path> files) throws OrderException {
    outbox.dryRun(drafts(session, text, files));
  }

  private List<Draft> drafts(int session, String text, List<Path> files) throws OrderException {
    String channel = orders.session(session).binding().channel();
    if (text.isBlank() && files.isEmpty()) {
      throw new OrderException(
          Kind.BAD, "there is nothing to post: the text is empty", "give a text or a file");
    }
    if (files.size() > MOST_FILES) {
      throw new OrderException(
          Kind.BAD, files.size() + " files: Discord takes " + MOST_FILES, "post them in parts");
    }
    List<PostBody> bodies = new ArrayList<>();
    splitter.split(redaction.apply(text)).forEach(part -> bodies.add(PostBody.of(part)));
    if (!files.isEmpty()) {
      if (bodies.isEmpty()) {
        bodies.add(new PostBody("", null, files, List.of(), List.of()));
      } else {
        bodies.set(bodies.size() - 1, bodies.getLast().with(files));
      }
    }
    String key = "dp:" + UUID.randomUUID();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      drafts.add(new Draft(channel, session, Post.Kind.DP, key + ":" + i, bodies.get(i)));
    }
    return drafts;
  }
}
