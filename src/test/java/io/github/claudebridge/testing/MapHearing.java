package io.github.claudebridge.testing;

import io.github.claudebridge.model.Message;
import io.github.claudebridge.router.Hearing;
import io.github.claudebridge.store.StoreException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A router that keeps what it hears in a map, each message id once, and can be made to fail. */
public final class MapHearing implements Hearing {
  private static final Comparator<String> BY_ID =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Set<String> channels = new LinkedHashSet<>();
  private final Map<String, Message> stored = new LinkedHashMap<>();
  private final Map<String, String> starts = new LinkedHashMap<>();
  private final Map<String, Message> late = new LinkedHashMap<>();
  private int known;
  private int failures;

  public synchronized MapHearing bind(String channel) {
    channels.add(channel);
    return this;
  }

  /** The next so many messages cannot be stored. */
  public synchronized void failNext(int times) {
    failures = times;
  }

  /** Where the history of a channel begins, unless that is remembered already. */
  public synchronized void startAt(String channel, String messageId) {
    starts.putIfAbsent(channel, messageId);
  }

  @Override
  public synchronized Heard hear(Message message) {
    if (failures > 0) {
      failures--;
      throw new StoreException("the disk is full");
    }
    if (!channels.contains(message.channel())) {
      return Heard.UNBOUND;
    }
    if (stored.putIfAbsent(message.id(), message) != null) {
      known++;
      return Heard.KNOWN;
    }
    notifyAll();
    return Heard.STORED;
  }

  @Override
  public synchronized Heard hearLate(Message message) {
    late.put(message.id(), message);
    return Heard.STORED;
  }

  /** What was too old, in the order in which it was stored. */
  public synchronized List<Message> late() {
    return List.copyOf(late.values());
  }

  @Override
  public synchronized boolean bound(String channel) {
    return channels.contains(channel);
  }

  @Override
  public synchronized Set<String> channels() {
    return Set.copyOf(channels);
  }

  @Override
  public synchronized Optional<String> lastHeard(String channel) {
    return java.util.stream.Stream.concat(
            stored.values().stream()
                .filter(message -> message.channel().equals(channel))
                .map(Message::id),
            Optional.ofNullable(starts.get(channel)).stream())
        .max(BY_ID);
  }

  /** Everything stored, in the order in which it was. */
  public synchronized List<Message> stored() {
    return List.copyOf(stored.values());
  }

  /** The texts of what is stored, in order. */
  public synchronized List<String> texts() {
    return stored.values().stream().map(Message::text).toList();
  }

  /** How often a message came that was stored before. */
  public synchronized int known() {
    return known;
  }
}
