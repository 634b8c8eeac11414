package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One click, choice, form or slash command of a person, and what the bot made of it. */
public final class TwinInteraction {
  private final Object monitor;
  private final Messages messages;
  private final String id;
  private final String token;
  private final String channelId;
  private final String guildId;
  private final Instant at;
  private final @Nullable StoredMessage source;
  private final List<JsonNode> callbacks = new ArrayList<>();
  private final Set<StoredMessage> replies = new LinkedHashSet<>();
  private @Nullable Instant answered;
  private @Nullable StoredMessage original;
  private boolean late;
  private boolean expired;

  TwinInteraction(
      Object monitor,
      Messages messages,
      String id,
      String channelId,
      String guildId,
      Instant at,
      @Nullable StoredMessage source) {
    this.monitor = monitor;
    this.messages = messages;
    this.id = id;
    this.token = "twin-interaction-" + id;
    this.channelId = channelId;
    this.guildId = guildId;
    this.at = at;
    this.source = source;
  }

  /** The interaction's id. */
  public String id() {
    return id;
  }

  String token() {
    return token;
  }

  String channelId() {
    return channelId;
  }

  String guildId() {
    return guildId;
  }

  Instant at() {
    return at;
  }

  @Nullable StoredMessage source() {
    return source;
  }

  /** Waits for the first callback; false if none was accepted in that time. */
  public boolean awaitAcknowledged(Duration within) {
    return Await.until(monitor, within, this::acknowledged);
  }

  /** Whether a callback was accepted. */
  public boolean acknowledged() {
    synchronized (monitor) {
      return answered != null;
    }
  }

  /** Whether a callback came after the deadline and was refused with 10062. */
  public boolean tooLate() {
    synchronized (monitor) {
      return late;
    }
  }

  /** From the event to the accepted callback. */
  public Duration acknowledgedIn() {
    synchronized (monitor) {
      if (answered == null) {
        throw new IllegalStateException("interaction " + id + " was not acknowledged");
      }
      return Duration.between(at, answered);
    }
  }

  /** The bodies of the accepted callbacks: {@code type} and {@code data}. */
  public List<JsonNode> callbacks() {
    synchronized (monitor) {
      return List.copyOf(callbacks);
    }
  }

  /** The reply and its follow-ups as they stand now, ephemeral ones too. */
  public List<TwinPost> replies() {
    synchronized (monitor) {
      return replies.stream().map(StoredMessage::post).toList();
    }
  }

  /** Waits until a reply or follow-up is there that is more than "thinking". */
  public TwinPost awaitReply(Duration within) {
    Await.demand(
        monitor,
        within,
        () -> replies().stream().anyMatch(post -> (post.flags() & Messages.THINKING) == 0),
        () -> "a reply to interaction " + id + "; callbacks: " + callbacks());
    return replies().stream()
        .filter(post -> (post.flags() & Messages.THINKING) == 0)
        .findFirst()
        .orElseThrow();
  }

  /** Ends the token, as 15 minutes do: follow-ups and edits are refused from now on. */
  public void expire() {
    synchronized (monitor) {
      expired = true;
    }
  }

  /** Accepts a callback, or refuses it as Discord does. */
  void acknowledge(JsonNode callback, Instant now, Duration deadline) {
    if (answered != null) {
      throw new RestError(400, 40060, "Interaction has already been acknowledged.");
    }
    if (now.isAfter(at.plus(deadline))) {
      late = true;
      throw RestError.unknown(10062, "interaction");
    }
    answered = now;
    callbacks.add(callback);
  }

  void requireLiving() {
    if (expired) {
      throw new RestError(401, 50027, "Invalid Webhook Token");
    }
    if (answered == null) {
      throw RestError.unknown(10015, "Webhook");
    }
  }

  void reply(StoredMessage message, boolean first) {
    replies.add(message);
    if (first) {
      original = message;
    }
  }

  @Nullable StoredMessage original() {
    return original;
  }

  StoredMessage reply(String messageId) {
    StoredMessage found = original;
    if (!messageId.equals("@original")) {
      found = messages.get(messageId);
    }
    if (found == null) {
      throw RestError.unknown(10008, "Message");
    }
    return found;
  }

  void removeReply(StoredMessage message) {
    replies.remove(message);
    if (original == message) {
      original = null;
    }
  }

  /** The form the bot opened in answer, if it did. */
  @Nullable JsonNode modal() {
    for (JsonNode callback : callbacks) {
      if (callback.path("type").asInt() == InteractionRoutes.MODAL) {
        return callback.get("data");
      }
    }
    return null;
  }
}
