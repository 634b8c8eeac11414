package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the channels, read at a pace that leaves room for posts. A trouble that passes is
 * waited for.
 */
final class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);

  /** The most messages that Discord gives at a time. */
  static final int PAGE = 100;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ChannelFinder channels;
  private final Lanes lanes;

  History(ChannelFinder channels, Lanes lanes) {
    this.channels = channels;
    this.lanes = lanes;
  }

  /** Up to {@value #PAGE} messages after an id, oldest first. */
  List<Message> after(String channel, long id) throws Trouble, InterruptedException {
    return patiently(
            channel,
            () -> {
              GuildMessageChannel found = channels.find(channel);
              return Pace.HISTORY.call(() -> found.getHistoryAfter(id, PAGE), TIMEOUT);
            })
        .getRetrievedHistory()
        .reversed();
  }

  /** One message as it stands now; empty if it is gone. */
  Optional<Message> message(String channel, String id) throws Trouble, InterruptedException {
    try {
      return Optional.of(
          patiently(
              channel,
              () -> {
                GuildMessageChannel found = channels.find(channel);
                return Pace.HISTORY.call(() -> found.retrieveMessageById(id), TIMEOUT);
              }));
    } catch (Trouble e) {
      if (e.gone()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The id of a channel's newest message; 0 if it has none. */
  long newest(String channel) throws Trouble, InterruptedException {
    return patiently(channel, () -> channels.find(channel)).getLatestMessageIdLong();
  }

  /** A call to Discord. */
  private interface Call<T> {
    T make() throws Trouble, InterruptedException;
  }

  private <T> T patiently(String channel, Call<T> call) throws Trouble, InterruptedException {
    Pause pause = new Pause();
    while (true) {
      try {
        return call.make();
      } catch (Trouble e) {
        if (!e.passing()) {
          throw e;
        }
        log.info("the history of channel {} has to wait: {}", channel, e.getMessage());
        lanes.pause(pause.next());
      }
    }
  }
}
