package io.github.claudebridge.outbox;

import io.github.claudebridge.failpoint.Failpoints;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.store.StoreException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** How long a nonce surely keeps a second message off (Discord: "the past few minutes"). */
  private static final Duration NONCE_HOLDS = Duration.ofSeconds(90);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final PostStore store;
  private final List<Chat> chats = new CopyOnWriteArrayList<>();
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, EditLane> edits = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Folding> folding = new AtomicReference<>();
  private final List<Consumer<Post>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Post>> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<UnaryOperator<PostStore.Draft>> screen =
      new AtomicReference<>(UnaryOperator.identity());
  private final int longestLine;
  private volatile boolean open;

  /** An outbox whose posts all go out one by one. */
  public Outbox(PostStore store) {
    this(store, Integer.MAX_VALUE);
  }

  /**
   * An outbox.
   *
   * @param longestLine how many posts may wait in a channel before they are put together
   */
  public Outbox(PostStore store, int longestLine) {
    this.store = store;
    this.longestLine = longestLine;
  }

  /** How posts that wait too long are put together in one. */
  public void foldedBy(Folding how) {
    folding.set(how);
  }

  /**
   * What every draft goes through before it is stored: the last place where secrets are removed.
   */
  public void screenedBy(UnaryOperator<PostStore.Draft> redaction) {
    screen.set(redaction);
  }

  /** Adds a chat; the first one that serves a channel gets its posts. */
  public void through(Chat chat) {
    chats.add(chat);
    lanes.values().forEach(Lane::wake);
    edits.values().forEach(EditLane::wake);
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
        .changed()
        .amend(
            keyPrefix,
            d ->
                screened.apply(
                    new PostStore.Draft(
                        d.channel(), d.session(), d.kind(), d.key(), change.apply(d.body()))))
        .forEach(post -> edits(post.channel()).wake());
  }

  /**
   * Makes the post with a key say something else. It is edited where it stands: soon, beside the
   * other posts of its channel, and only to what it says last, however often it changes.
   *
   * @return false if there is no such post, or it could not be sent
   */
  public boolean rewrite(String key, PostBody body) {
    Post post = store.withKey(key).orElse(null);
    if (post == null || !store.changed().rewrite(post, screened(post, body))) {
      return false;
    }
    edits(post.channel()).wake();
    return true;
  }

  private PostBody screened(Post post, PostBody body) {
    return screen
        .get()
        .apply(
            new PostStore.Draft(post.channel(), post.session(), post.kind(), post.key(), body))
        .body();
  }

  /** The chat that a channel belongs to. */
  public Optional<Chat> chat(String channel) {
    return chats.stream().filter(c -> c.serves(channel)).findFirst();
  }

  /**
   * Changes what one post says, with or without buttons, and has it edited where it stands in its
   * channel: after the posts that were stored before, and only to what it says last.
   */
  public void revise(String key, PostBody body) {
    UnaryOperator<PostStore.Draft> screened = screen.get();
    store
        .changed()
        .revise(
            key,
            d ->
                screened.apply(
                    new PostStore.Draft(d.channel(), d.session(), d.kind(), d.key(), body)))
        .ifPresent(post -> edits(post.channel()).wake());
  }

  /** Shows in a channel that somebody is writing; best effort. */
  public void typing(String channel) {
    chat(channel).ifPresent(c -> c.typing(channel));
  }

  /** Shows on a message how far it got; best effort. */
  public void mark(Message message, Rung rung) {
    chat(message.channel()).ifPresent(c -> c.mark(message, rung));
  }

  /** Begins to send, first of all what was left over. */
  public void start() {
    open = true;
    for (String channel : store.pendingChannels()) {
      lane(channel).wake();
      edits(channel).wake();
    }
    lanes.values().forEach(Lane::wake);
  }

  /** Stops sending after the post that is on its way; what is stored stays. */
  @Override
  public void close() {
    open = false;
    lanes.values().forEach(Lane::end);
    List<Thread> ending = edits.values().stream().map(EditLane::end).toList();
    lanes.values().forEach(lane -> awaitEnd(lane.thread));
    ending.forEach(Outbox::awaitEnd);
  }

  private static void awaitEnd(Thread thread) {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private EditLane edits(String channel) {
    return edits.computeIfAbsent(
        channel, c -> new EditLane(c, store.changed(), () -> chat(c), () -> open));
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
        Set<Long> maybeSent = // before this attempt
            store.waiting().heads(channel).stream().map(Post::id).collect(Collectors.toSet());
        while (open) {
          Chat chat = chat(channel).orElse(null);
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
        if (open) {
          log.warn("the outbox of channel {} could not be read", channel, e);
        }
        return false;
      }
    }

    /** Puts together what would trickle for long; where that cannot be done, it trickles. */
    private void fold(Chat chat) {
      Folding how = folding.get();
      if (how == null || !chat.paced()) {
        return;
      }
      for (List<Post> run : store.waiting().folds(channel, longestLine)) {
        try {
          PostBody body = screened(run.getFirst(), how.fold(run));
          store.fold(run, body);
          log.info("{} posts to channel {} are put together in one", run.size(), channel);
          run.stream()
              .skip(1)
              .forEach(
                  p -> tell(moved(p, Post.State.FOLDED, null, "in post " + run.getFirst().id())));
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
      if (store.sent(post, sentId, maybeSent)) {
        edits(channel).wake(); // it was changed on its way
      }
      Failpoints.hit("outbox.after-mark");
      tell(moved(post, Post.State.SENT, sentId, null));
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
      tell(moved(post, Post.State.FAILED, null, reason));
      return true;
    }
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
