package io.github.claudebridge.testing;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.outbox.Chat;
import io.github.claudebridge.outbox.ChatException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * A chat that keeps what it is sent, each nonce once as Discord does, and fails or dawdles when it
 * is told to.
 */
public final class RecordingChat implements Chat {
  /** What is thrown at the next sends, if anything. */
  public enum Trouble {
    /** The post does not stand there; trying again can help. */
    PASSING,
    /** The post stands there, but the answer got lost on the way. */
    ANSWER_LOST,
    /** The post will never stand there. */
    LASTING,
    /** Something that nobody thought of. */
    UNEXPECTED
  }

  private final Predicate<String> serves;
  private final List<Post> standing = new ArrayList<>();
  private final Map<String, String> byNonce = new HashMap<>();
  private final Map<String, String> forgotten = new HashMap<>();
  private final List<Post> edits = new ArrayList<>();
  private final List<Post> removed = new ArrayList<>();
  private final List<String> attempts = new ArrayList<>();
  private final List<String> typing = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final Map<String, Deque<Trouble>> troubles = new HashMap<>();
  private final Map<String, CountDownLatch> held = new HashMap<>();

  public RecordingChat(Predicate<String> serves) {
    this.serves = serves;
  }

  /** A chat for every channel. */
  public static RecordingChat everywhere() {
    return new RecordingChat(channel -> true);
  }

  /** The next sends to a channel go wrong so. */
  public synchronized void fail(String channel, Trouble... next) {
    troubles.computeIfAbsent(channel, c -> new ArrayDeque<>()).addAll(List.of(next));
  }

  /** Holds every send to a channel until it is let go. */
  public synchronized CountDownLatch hold(String channel) {
    return held.computeIfAbsent(channel, c -> new CountDownLatch(1));
  }

  @Override
  public boolean serves(String channel) {
    return serves.test(channel);
  }

  @Override
  public String send(Post post) throws ChatException {
    CountDownLatch gate;
    synchronized (this) {
      gate = held.get(post.channel());
    }
    if (gate != null) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ChatException.passing("interrupted", e);
      }
    }
    return stand(post);
  }

  private synchronized String stand(Post post) throws ChatException {
    attempts.add(post.nonce());
    Trouble trouble = troubles.getOrDefault(post.channel(), new ArrayDeque<>()).poll();
    if (trouble == Trouble.PASSING) {
      throw ChatException.passing("the chat is away", new IOException("reset"));
    }
    if (trouble == Trouble.LASTING) {
      throw ChatException.lasting("the channel is gone", new IOException("404"));
    }
    if (trouble == Trouble.UNEXPECTED) {
      throw new IllegalArgumentException("nobody thought of this");
    }
    String id = byNonce.get(post.nonce());
    if (id == null) {
      id = "sent-" + (byNonce.size() + forgotten.size() + 1);
      byNonce.put(post.nonce(), id);
      standing.add(post);
    }
    if (trouble == Trouble.ANSWER_LOST) {
      throw ChatException.passing("no answer", new IOException("timeout"));
    }
    return id;
  }

  /** From now on a nonce keeps nothing off, as a few minutes later. */
  public synchronized void forgetNonces() {
    forgotten.putAll(byNonce);
    byNonce.clear();
  }

  @Override
  public synchronized List<String> standing(Post post, List<PostBody> versions) {
    return standing.stream()
        .filter(p -> p.channel().equals(post.channel()))
        .filter(p -> versions.stream().anyMatch(v -> v.text().equals(p.body().text())))
        .map(p -> forgotten.getOrDefault(p.nonce(), byNonce.getOrDefault(p.nonce(), "")))
        .toList();
  }

  @Override
  public synchronized void edit(Post post) throws ChatException {
    Trouble trouble = troubles.getOrDefault(post.channel(), new ArrayDeque<>()).poll();
    if (trouble == Trouble.LASTING) {
      throw ChatException.lasting("the message is gone", new IOException("404"));
    }
    if (trouble != null) {
      throw ChatException.passing("the chat is away", new IOException("reset"));
    }
    edits.add(post);
    standing.replaceAll(p -> p.id() == post.id() ? post : p);
  }

  @Override
  public synchronized void remove(Post post) throws ChatException {
    Trouble trouble = troubles.getOrDefault(post.channel(), new ArrayDeque<>()).poll();
    if (trouble == Trouble.LASTING) {
      throw ChatException.lasting("not allowed", new IOException("403"));
    }
    if (trouble != null) {
      throw ChatException.passing("the chat is away", new IOException("reset"));
    }
    standing.removeIf(p -> p.nonce().equals(post.nonce()));
    removed.add(post);
  }

  /** What was taken away, in order. */
  public synchronized List<Post> removed() {
    return List.copyOf(removed);
  }

  /** The edits, in order. */
  public synchronized List<Post> edits() {
    return List.copyOf(edits);
  }

  @Override
  public synchronized void typing(String channel) {
    typing.add(channel);
  }

  @Override
  public synchronized void mark(Message message, Rung rung) {
    marks.add(message.id() + " " + rung.word());
  }

  /** What stands in a channel, in order. */
  public synchronized List<Post> in(String channel) {
    return standing.stream().filter(p -> p.channel().equals(channel)).toList();
  }

  /** The texts that stand in a channel, in order. */
  public synchronized List<String> texts(String channel) {
    return in(channel).stream().map(p -> p.body().text()).toList();
  }

  /** The nonce of each attempt, in order. */
  public synchronized List<String> attempts() {
    return List.copyOf(attempts);
  }

  /** The channels in which typing was shown, in order. */
  public synchronized List<String> typed() {
    return List.copyOf(typing);
  }

  /** The marks set on messages, in order: id and rung. */
  public synchronized List<String> marks() {
    return List.copyOf(marks);
  }
}
