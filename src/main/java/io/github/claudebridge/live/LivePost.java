package io.github.claudebridge.live;

import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.outbox.Chat;
import io.github.claudebridge.outbox.ChatException;
import io.github.claudebridge.outbox.Outbox;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One live post in its channel: made, edited, taken away, each call waiting until it is done. Not
 * thread-safe; whoever has it does one thing at a time.
 */
final class LivePost {
  private final Outbox outbox;
  private final LiveStore store;
  private final LiveStore.Row row;
  private final Instant made;
  private @Nullable String sentId;
  private @Nullable PostBody shown;
  private boolean tried;

  /**
   * A post.
   *
   * @param tried whether it may stand there already, from an earlier run of the bridge
   */
  LivePost(Outbox outbox, LiveStore store, LiveStore.Row row, Instant made, boolean tried) {
    this.outbox = outbox;
    this.store = store;
    this.row = row;
    this.made = made;
    this.sentId = row.sentId();
    this.tried = tried;
  }

  String channel() {
    return row.channel();
  }

  /** When it was made. */
  Instant made() {
    return made;
  }

  /**
   * Has it stand in its channel and say this.
   *
   * @return false if it stands there, but may say what an earlier try said
   */
  boolean show(PostBody body) throws ChatException {
    if (sentId == null) {
      return send(body);
    }
    if (!body.equals(shown)) {
      chat().edit(post(body));
      shown = body;
    }
    return true;
  }

  private boolean send(PostBody body) throws ChatException {
    boolean again = tried;
    tried = true;
    String id = chat().send(post(body));
    store.stands(row.id(), id);
    sentId = id;
    shown = again ? null : body;
    return !again;
  }

  /** Whether it is known to stand in its channel. */
  boolean stands() {
    return sentId != null;
  }

  /** The turn it shows. */
  LiveStore.Row row() {
    return row;
  }

  /** Has it stand there no more; one whose making was cut off is found by its nonce. */
  void remove(Supplier<PostBody> body) throws ChatException {
    if (sentId == null) {
      send(body.get());
    }
    chat().remove(post(body.get()));
    store.gone(row.id());
  }

  /** Thinks no more of it, wherever it is. */
  void forget() {
    store.gone(row.id());
  }

  private Chat chat() throws ChatException {
    return outbox
        .chat(row.channel())
        .orElseThrow(
            () ->
                ChatException.passing(
                    "nobody serves channel " + row.channel(), new IllegalStateException()));
  }

  /** Its number is below zero: it is none of the outbox's. */
  private Post post(PostBody body) {
    return new Post(
        -row.id(),
        row.channel(),
        row.session(),
        Post.Kind.STATUS,
        "live:" + row.id(),
        row.nonce(),
        body,
        Post.State.PENDING,
        sentId,
        null,
        made);
  }
}
