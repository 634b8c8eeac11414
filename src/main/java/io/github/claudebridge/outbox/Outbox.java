package io.github.claudebridge.outbox;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable way to chat. A post is stored first; then the lane of its channel sends it, one after
 * the other, so that order holds within a channel and a slow channel holds up no other. What was
 * stored and not sent when the bridge ended is sent when it starts again, under the same nonce.
 *
 * <p>Listeners are told of each post once it is stored and again once it is sent or has failed, on
 * the thread that did it.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final int PAGE = 50;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** How long a nonce surely keeps a second message off (Discord: "the past few minutes"). */
  private static final Duration NONCE_HOLDS = Duration.ofSeconds(90);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final PostStore store;
  private final List<Chat> chats = new CopyOnWriteArrayList<>();
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final List<Consumer<Post>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Post>> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<UnaryOperator<PostStore.Draft>> screen =
      new AtomicReference<>(UnaryOperator.identity());
  private volatile boolean open;

  public Outbox(PostStore store) {
    this.store = store;
  }

  /** What every draft goes through before it is stored: the last place where secrets are removed. */
  public void screenedBy(UnaryOperator<PostStore.Draft> redaction) {
    screen.set(redaction);
  }

  /** Adds a chat; the first one that serves a channel gets its posts. */
  public void through(Chat chat) {
    chats.add(chat);
    lanes.values().forEach(Lane::wake);
  }

  /** Tells a listener of every post that is stored, sent or failed from now on. */
  public void onPost(Consumer<Post> listener) {
    listeners.add(listener);
  }

  /** Tells a listener of every post that has to wait and is tried again. */
  public void onWait(Consumer<Post> listener) {
    waits.add(listener);
  }

  /** Stores a post under its key and has it sent; does nothing if the key was stored before. */
  public List<Post> add(PostStore.Draft draft) {
    return add(List.of(draft));
  }

  /** Stores posts together, in order, and has them sent; returns those that are new. */
  public List<Post> add(List<PostStore.Draft> drafts) {
    List<Post> added = store.add(drafts.stream().map(screen.get()).toList());
    for (Post post : added) {
      tell(post);
      lane(post.channel()).wake();
    }
    return added;
  }

  /**
   * Changes what the posts with buttons say whose key begins so, and has those edited that stand in
   * their channel: after the posts that were stored before, and only to what they say last.
   */
  public void amend(String keyPrefix, UnaryOperator<PostBody> change) {
    UnaryOperator<PostStore.Draft> screened = screen.get();
    store
        .amend(
            keyPrefix,
            d ->
                screened.apply(
                    new PostStore.Draft(
                        d.channel(), d.session(), d.kind(), d.key(), change.apply(d.body()))))
        .forEach(post -> lane(post.channel()).wake());
  }

  /** Shows in a channel that somebody is writing; best effort. */
  public void typing(String channel) {
    chats.stream().filter(c -> c.serves(channel)).findFirst().ifPresent(c -> c.typing(channel));
  }

  /** Shows on a message how far it got; best effort. */
  public void mark(Message message, Rung rung) {
    chats.stream()
        .filter(c -> c.serves(message.channel()))
        .findFirst()
        .ifPresent(c -> c.mark(message, rung));
  }

  /** Begins to send, first of all what was left over. */
  public void start() {
    open = true;
    store.pendingChannels().forEach(channel -> lane(channel).wake());
    lanes.values().forEach(Lane::wake);
  }

  /** Stops sending after the post that is on its way; what is stored stays. */
  @Override
  public void close() {
    open = false;
    lanes.values().forEach(Lane::end);
    lanes.values().forEach(Lane::awaitEnd);
  }

  private Lane lane(String channel) {
    return lanes.computeIfAbsent(channel, Lane::new);
  }

  private void tell(Post post) {
    for (Consumer<Post> listener : listeners) {
      try {
        listener.accept(post);
      } catch (RuntimeException e) {
        log.warn("a listener to posts failed", e);
      }
    }
  }

  /** The posts of one channel, sent one after the other on a thread of their own. */
  private final class Lane {
    private final String channel;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread;

    Lane(String channel) {
      this.channel = channel;
      this.thread = Thread.ofVirtual().name("outbox-" + channel).start(this::serve);
    }

    void wake() {
      work.release();
    }

    void end() {
      thread.interrupt();
    }

    void awaitEnd() {
      try {
        thread.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void serve() {
      Duration pause = FIRST_PAUSE;
      try {
        while (!Thread.currentThread().isInterrupted()) {
          work.acquire();
          work.drainPermits();
          while (open && !sendAll()) {
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
        List<Post> pending = store.pending(channel, PAGE);
        boolean first = true; // of this attempt: the only one that may have been sent before
        while (!pending.isEmpty()) {
          Chat chat = chats.stream().filter(c -> c.serves(channel)).findFirst().orElse(null);
          if (chat == null) {
            return true; // woken again when a chat is added
          }
          for (Post post : pending) {
            if (!open) {
              return true;
            }
            if (!send(chat, post, first)) {
              return false;
            }
            first = false;
          }
          pending = store.pending(channel, PAGE);
        }
        return editAll();
      } catch (StoreException e) {
        if (open) {
          log.warn("the outbox of channel {} could not be read", channel, e);
        }
        return false;
      }
    }

    private boolean editAll() {
      for (PostStore.Edit edit : store.edits(channel, PAGE)) {
        Chat chat = chats.stream().filter(c -> c.serves(channel)).findFirst().orElse(null);
        if (chat == null || !open) {
          return true;
        }
        try {
          chat.edit(edit.post());
        } catch (ChatException e) {
          if (e.passing()) {
            log.info("post {} is edited later: {}", edit.post().id(), e.getMessage());
            return false;
          }
          log.warn("post {} stays as it is: {}", edit.post().id(), e.getMessage());
        } catch (RuntimeException e) { // one post must not silence its channel for good
          if (!open) {
            return false;
          }
          log.error("post {} cannot be edited and stays as it is", edit.post().id(), e);
        }
        store.shown(edit);
      }
      return true;
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
          waits.forEach(w -> w.accept(post));
          return false;
        }
        log.warn("post {} to channel {} failed: {}", post.id(), channel, e.getMessage());
        return failed(post, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) { // one post must not silence its channel for good
        if (!open) {
          return false; // cut off by the end; it is sent at the next start
        }
        log.error("post {} to channel {} failed in a way of its own", post.id(), channel, e);
        return failed(post, "unexpected: " + e.getMessage());
      }
      store.sent(post, sentId);
      Failpoints.hit("outbox.after-mark");
      tell(moved(post, Post.State.SENT, sentId, null));
      return true;
    }

    private String sendUnlessStanding(Chat chat, Post post) throws ChatException {
      for (String id : chat.standing(post)) {
        if (!store.knows(channel, id)) {
          log.info("post {} to channel {} stands there already", post.id(), channel);
          return id;
        }
      }
      return chat.send(post);
    }

    private boolean failed(Post post, String reason) {
      store.failed(post, reason);
      tell(moved(post, Post.State.FAILED, null, reason));
      return true;
    }
  }

  private static Post moved(
      Post p,
      Post.State state,
      @org.jspecify.annotations.Nullable String sentId,
      @org.jspecify.annotations.Nullable String reason) {
    return new Post(
        p.id(), p.channel(), p.session(), p.kind(), p.key(), p.nonce(), p.body(), state, sentId,
        reason, p.at());
  }
}
