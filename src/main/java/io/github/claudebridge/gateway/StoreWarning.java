package io.github.claudebridge.gateway;

import io.github.claudebridge.reply.Words;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a channel once that what is written there cannot be stored at the moment. It is the only
 * post that does not go through the outbox, which needs the store itself: its text is in memory, and
 * nothing is written for it. Told again only after the store has worked in between.
 */
final class StoreWarning {
  private static final Logger log = LoggerFactory.getLogger(StoreWarning.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ChannelFinder channels;
  private final String text;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  StoreWarning(ChannelFinder channels, Words words) {
    this.channels = channels;
    this.text = words.say("store.full");
  }

  /** A message of a channel could not be stored; returns at once. */
  void fails(String channel) {
    if (told.add(channel)) {
      Thread.ofVirtual().name("store-warning-" + channel).start(() -> tell(channel));
    }
  }

  /** A message was stored. */
  void works() {
    if (!told.isEmpty()) {
      told.clear();
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
