package io.github.claudebridge.outbox;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final PostStore store;
  private final List<Chat> chats = new CopyOnWriteArrayList<>();
  private final Map<String, PostLane> lanes = new ConcurrentHashMap<>();
  private final Map<String, EditLane> edits = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Folding> folding = new AtomicReference<>();
  private final List<Consumer<Post>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Post>> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<UnaryOperator<PostStore.Draft>> screen =
      new AtomicReference<>(UnaryOperator.identity());
  private final PostLane.Parts laneParts;

  /** One thread, so that posts are told of in order. */
  private final ExecutorService behind =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("outbox-behind").factory());

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
    this.laneParts =
        new PostLane.Parts(
            store,
            this::chat,
            () -> open,
            folding::get,
            longestLine,
            this::screened,
            this::tell,
            post -> waits.forEach(w -> w.accept(post)),
            channel -> edits(channel).wake());
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
    lanes.values().forEach(PostLane::wake);
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
    announce(added);
    return added;
  }

  /** As {@link #add}, for a caller who waits for the store alone: the rest is done behind it. */
  public List<Post> addSoon(List<PostStore.Draft> drafts) {
    List<Post> added = store.add(drafts.stream().map(screen.get()).toList());
    behind(() -> announce(added));
    return added;
  }

  /** Does what {@link #addSoon} does, and keeps and sends nothing of it. */
  public void dryRun(List<PostStore.Draft> drafts) {
    store.dryRun(drafts.stream().map(screen.get()).toList());
    behind(() -> drafts.forEach(draft -> lane(draft.channel()).wake()));
  }

  private void announce(List<Post> added) {
    for (Post post : added) {
      tell(post);
      lane(post.channel()).wake();
    }
  }

  private void behind(Runnable work) {
    try {
      behind.execute(work);
    } catch (RejectedExecutionException e) { // it ends: what is stored is sent at the next start
      log.debug("a post is stored, and not told of any more");
    }
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
    lanes.values().forEach(PostLane::wake);
  }

  /** Stops sending after the post that is on its way; what is stored stays. */
  @Override
  public void close() {
    open = false;
    behind.shutdown();
    List<Thread> ending = new ArrayList<>(lanes.values().stream().map(PostLane::end).toList());
    ending.addAll(edits.values().stream().map(EditLane::end).toList());
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

  private PostLane lane(String channel) {
    return lanes.computeIfAbsent(channel, c -> new PostLane(c, laneParts));
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
}
