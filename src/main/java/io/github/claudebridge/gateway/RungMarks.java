package io.github.claudebridge.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.claudebridge.model.Message;
import io.github.claudebridge.model.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.dv8tion.jda.api.entities.MessageReaction;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far messages got, by one reaction each that changes. Reactions are slow (one in a
 * quarter of a second for a channel), so a message that climbs several rungs meanwhile shows only
 * the last. The new one is put there before the old one is taken away: there is always one to see.
 *
 * <p>What is shown is kept for 10,000 messages. For any other, which a restart leaves behind too,
 * the reactions of ours are first read from Discord.
 */
final class RungMarks {
  private static final Logger log = LoggerFactory.getLogger(RungMarks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<String> ALL =
      Arrays.stream(Rung.values()).map(RungMarks::emoji).distinct().toList();

  private final ChannelFinder channels;
  private final Cache<String, Shown> messages =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterAccess(Duration.ofDays(2)).build();
  private final Cache<String, Boolean> complained =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofHours(1)).build();

  RungMarks(ChannelFinder channels) {
    this.channels = channels;
  }

  /** The reaction for a rung. */
  static String emoji(Rung rung) {
    return switch (rung) {
      case RECEIVED, QUEUED -> "📥";
      case TYPING, TYPED -> "⌨️";
      case ACCEPTED -> "👀";
      case ANSWERED -> "✅";
      case FAILED -> "❌";
      case UNDECIDED -> "❓";
    };
  }

  /** Has a rung shown; returns at once and never fails. */
  void mark(Message message, Rung rung) {
    Shown shown = messages.get(message.id(), id -> new Shown(message.channel(), id));
    if (shown.want(emoji(rung), rung == Rung.RECEIVED)) {
      Thread.ofVirtual().name("mark-" + message.id()).start(() -> follow(shown));
    }
  }

  private void follow(Shown message) {
    try {
      String next = message.next();
      while (next != null) {
        show(message, next);
        message.shows(next);
        next = message.next();
      }
    } catch (Trouble e) {
      message.giveUp();
      if (complained.asMap().putIfAbsent(message.channel, true) == null && !e.gone()) {
        log.warn("channel {} shows no reactions of ours: {}", message.channel, e.getMessage());
      }
    } catch (InterruptedException e) {
      message.giveUp();
      Thread.currentThread().interrupt();
    }
  }

  private void show(Shown message, String emoji) throws Trouble, InterruptedException {
    GuildMessageChannel channel = channels.find(message.channel);
    List<String> old = new ArrayList<>(message.old());
    if (message.unread()) {
      old.addAll(ours(channel, message.id));
    }
    if (!old.contains(emoji)) {
      Trouble.waitFor(
          () -> channel.addReactionById(message.id, Emoji.fromUnicode(emoji)), TIMEOUT);
    }
    for (String each : old) {
      if (!each.equals(emoji)) {
        Trouble.waitFor(
            () -> channel.removeReactionById(message.id, Emoji.fromUnicode(each)), TIMEOUT);
      }
    }
  }

  private static List<String> ours(GuildMessageChannel channel, String messageId)
      throws Trouble, InterruptedException {
    return Trouble.waitFor(() -> channel.retrieveMessageById(messageId), TIMEOUT)
        .getReactions()
        .stream()
        .filter(MessageReaction::isSelf)
        .map(reaction -> reaction.getEmoji().getName())
        .filter(ALL::contains)
        .toList();
  }

  /** What a message shows and what it should; at most one thread works on it. */
  private static final class Shown {
    private final String channel;
    private final String id;
    private boolean read;
    private boolean busy;
    private @Nullable String shown;
    private @Nullable String wanted;

    Shown(String channel, String id) {
      this.channel = channel;
      this.id = id;
    }

    /** Whether somebody has to start working on it. */
    synchronized boolean want(String emoji, boolean first) {
      read |= first;
      wanted = emoji;
      if (busy || emoji.equals(shown)) {
        return false;
      }
      busy = true;
      return true;
    }

    synchronized @Nullable String next() {
      if (wanted == null || wanted.equals(shown)) {
        busy = false;
        return null;
      }
      return wanted;
    }

    synchronized List<String> old() {
      return shown == null ? List.of() : List.of(shown);
    }

    synchronized boolean unread() {
      return !read;
    }

    synchronized void shows(String emoji) {
      shown = emoji;
      read = true;
    }

    /** What it shows is unknown now: the next rung reads it anew. */
    synchronized void giveUp() {
      shown = null;
      read = false;
      busy = false;
    }
  }
}
