package io.github.claudebridge.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.claudebridge.reply.Words;
import java.time.Duration;
import java.util.EnumSet;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a channel once that what is written there cannot be stored at the moment. It is the only
 * post that does not go through the outbox, which needs the store itself: its text is in memory,
 * and nothing is written for it. On a full disk a write fails and the next one finds a gap, so it
 * is told again only after nothing has failed for {@link #CALM}.
 */
final class StoreWarning {
  private static final Logger log = LoggerFactory.getLogger(StoreWarning.class);

  private static final Duration CALM = Duration.ofMinutes(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ChannelFinder channels;
  private final String text;
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterAccess(CALM).build();

  StoreWarning(ChannelFinder channels, Words words) {
    this.channels = channels;
    this.text = words.say("store.full");
  }

  /** A message of a channel could not be stored; returns at once. */
  void fails(String channel) {
    if (told.asMap().put(channel, true) == null) {
      Thread.ofVirtual().name("store-warning-" + channel).start(() -> tell(channel));
    }
  }

  private void tell(String channel) {
    try {
      GuildMessageChannel found = channels.find(channel);
      Pace.POSTS.call(
          () -> found.sendMessage(text).setAllowedMentions(EnumSet.noneOf(MentionType.class)),
          TIMEOUT);
    } catch (Trouble | RuntimeException e) {
      log.info("channel {} was not warned that the store fails: {}", channel, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
