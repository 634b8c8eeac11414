package io.github.claudebridge.outbox;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.store.StoreException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The posts of one channel, sent one after the other on a thread of their own. */
final class PostLane {
  private static final Logger log = LoggerFactory.getLogger(PostLane.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** How long a nonce surely keeps a second message off (Discord: "the past few minutes"). */
  private static final Duration NONCE_HOLDS = Duration.ofSeconds(90);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /**
   * What every lane works with.
   *
   * @param chat the chat of a channel
   * @param open whether anything may be sent
   * @param folding how posts that wait too long are put together, if they are
   * @param longestLine how many posts may wait before they are put together
   * @param screen removes secrets from what a post is to say
   * @param told hears of each post that was sent, failed or put into another
   * @param waits hears of each post that is tried again later
   * @param changed hears of a channel of which a post says something else than was sent
   */
  record Parts(
      PostStore store,
      Function<String, Optional<Chat>> chat,
      BooleanSupplier open,
      Supplier<@Nullable Folding> folding,
      int longestLine,
      BiFunction<Post, PostBody, PostBody> screen,
      Consumer<Post> told,
      Consumer<Post> waits,
      Consumer<String> changed) {}

  private final String channel;
  private final Parts parts;
  private final PostStore store;
  private final Semaphore work = new Semaphore(0);
  private final Thread thread;

  PostLane(String channel, Parts parts) {
    this.channel = channel;
    this.parts = parts;
    this.store = parts.store();
    this.thread = Thread.ofVirtual().name("outbox-" + channel).start(this::serve);
  }

  void wake() {
    work.release();
  }

  Thread end() {
    thread.interrupt();
    return thread;
  }

  private void serve() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        work.acquire();
        work.drainPermits();
        while (open() && !sendAll()) {
          work.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
        }
        pause = FIRST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what is pending; false if it has to be tried again after a pause. */
  private boolean sendAll() {
    try {
      Set<Long> maybeSent = // before this attempt
          store.waiting().heads(channel).stream().map(Post::id).collect(Collectors.toSet());
      while (open()) {
        Chat chat = parts.chat().apply(channel).orElse(null);
        if (chat == null) {
          return true; // woken again when a chat is added
        }
        fold(chat);
        Post post = store.waiting().next(channel).orElse(null);
        if (post == null) {
          return true;
        }
        if (!send(chat, post, maybeSent.remove(post.id()))) {
          return false;
        }
      }
      return true;
    } catch (StoreException e) {
      if (open()) {
        log.warn("the outbox of channel {} could not be read", channel, e);
      }
      return false;
    }
  }

  /** Puts together what would trickle for long; where that cannot be done, it trickles. */
  private void fold(Chat chat) {
    Folding how = parts.folding().get();
    if (how == null || !chat.paced()) {
      return;
    }
    for (List<Post> run : store.waiting().folds(channel, parts.longestLine())) {
      try {
        PostBody body = parts.screen().apply(run.getFirst(), how.fold(run));
        store.fold(run, body);
        log.info("{} posts to channel {} are put together in one", run.size(), channel);
        String where = "in post " + run.getFirst().id();
        run.stream()
            .skip(1)
            .forEach(p -> parts.told().accept(moved(p, Post.State.FOLDED, null, where)));
      } catch (UncheckedIOException | StoreException e) {
        log.warn("the posts to channel {} are not put together: {}", channel, e.getMessage());
      }
    }
  }

  private boolean send(Chat chat, Post post, boolean maybeSent) {
    String sentId;
    try {
      Failpoints.hit("outbox.before-send");
      sentId =
          maybeSent && store.olderThan(post, NONCE_HOLDS)
              ? sendUnlessStanding(chat, post)
              : chat.send(post);
      Failpoints.hit("outbox.after-send");
    } catch (ChatException e) {
      if (e.passing()) {
        log.info("post {} to channel {} waits: {}", post.id(), channel, e.getMessage());
        parts.waits().accept(post);
        return false;
      }
      log.warn("post {} to channel {} failed: {}", post.id(), channel, e.getMessage());
      return failed(post, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // one post must not silence its channel for good
      if (!open()) {
        return false; // cut off by the end; it is sent at the next start
      }
      log.error("post {} to channel {} failed in a way of its own", post.id(), channel, e);
      return failed(post, "unexpected: " + e.getMessage());
    }
    if (store.sent(post, sentId, maybeSent)) {
      parts.changed().accept(channel); // it was changed on its way
    }
    Failpoints.hit("outbox.after-mark");
    parts.told().accept(moved(post, Post.State.SENT, sentId, null));
    return true;
  }

  private String sendUnlessStanding(Chat chat, Post post) throws ChatException {
    for (String id : chat.standing(post, store.changed().versions(post))) {
      if (!store.knows(channel, id)) {
        log.info("post {} to channel {} stands there already", post.id(), channel);
        return id;
      }
    }
    return chat.send(post);
  }

  private boolean failed(Post post, String reason) {
    store.failed(post, reason);
    parts.told().accept(moved(post, Post.State.FAILED, null, reason));
    return true;
  }

  private boolean open() {
    return parts.open().getAsBoolean();
  }

  private static Post moved(
      Post p,
      Post.State state,
      @Nullable String sentId,
      @Nullable String reason) {
    return new Post(
        p.id(), p.channel(), p.session(), p.kind(), p.key(), p.nonce(), p.body(), state, sentId,
        reason, p.at());
  }
}
