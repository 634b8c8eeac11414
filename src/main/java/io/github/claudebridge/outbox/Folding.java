package io.github.claudebridge.outbox;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import java.util.List;

/** Puts posts that waited too long together in one, with every word of them in order. */
@FunctionalInterface
public interface Folding {

  /**
   * One post that holds all of these.
   *
   * @throws java.io.UncheckedIOException if its file cannot be written; then they go out one by one
   */
  PostBody fold(List<Post> posts);
}
