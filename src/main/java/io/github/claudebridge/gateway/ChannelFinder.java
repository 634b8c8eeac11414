package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.channel.ChannelType;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.requests.Route;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.internal.JDAImpl;
import net.dv8tion.jda.internal.entities.GuildImpl;
import net.dv8tion.jda.internal.requests.RestActionImpl;
import org.jspecify.annotations.Nullable;

/** Finds channels and threads of the one server, also threads that went to the archive. */
final class ChannelFinder {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Supplier<@Nullable JDA> connection;
  private final @Nullable String guildId;

  ChannelFinder(Supplier<@Nullable JDA> connection, @Nullable String guildId) {
    this.connection = connection;
    this.guildId = guildId;
  }

  /**
   * The channel or thread with this id.
   *
   * @throws Trouble passing while Discord is not connected, lasting if there is no such channel
   */
  GuildMessageChannel find(String channelId) throws Trouble, InterruptedException {
    if (guildId == null) {
      throw Trouble.lasting("no Discord server is chosen: set discord.guild in bridge.yaml");
    }
    JDA jda = connection.get();
    if (jda == null) {
      throw Trouble.passing("Discord is not connected");
    }
    GuildMessageChannel known = jda.getChannelById(GuildMessageChannel.class, channelId);
    if (known == null) {
      known = retrieve(jda, guildId, channelId);
    }
    if (!known.getGuild().getId().equals(guildId)) {
      throw foreign(channelId);
    }
    return known;
  }

  private static GuildMessageChannel retrieve(JDA jda, String guildId, String channelId)
      throws Trouble, InterruptedException {
    // JDA empties its cache when a session is lost and fills it again before it is connected.
    if (jda.getStatus() != JDA.Status.CONNECTED) {
      throw Trouble.passing("Discord is not connected");
    }
    Guild guild = jda.getGuildById(guildId);
    if (guild == null) {
      if (jda.isUnavailable(Long.parseUnsignedLong(guildId))) {
        throw Trouble.passing("the Discord server has an outage");
      }
      throw Trouble.lasting("the bot is not in the Discord server " + guildId + ": invite it");
    }
    DataObject json =
        Trouble.waitFor(
            () ->
                new RestActionImpl<DataObject>(
                    jda,
                    Route.Channels.GET_CHANNEL.compile(channelId),
                    (response, request) -> response.getObject()),
            TIMEOUT);
    try {
      if (!json.getString("guild_id", "").equals(guildId)) {
        throw foreign(channelId);
      }
      if (!ChannelType.fromId(json.getInt("type", -1)).isThread()) {
        throw Trouble.passing("channel " + channelId + " is not known yet");
      }
      // JDA has no public way to get at an archived thread by its id.
      return ((JDAImpl) jda)
          .getEntityBuilder()
          .createThreadChannel((GuildImpl) guild, json, guild.getIdLong(), false);
    } catch (RuntimeException e) {
      throw Trouble.of(e);
    }
  }

  private static Trouble foreign(String channelId) {
    return Trouble.lasting(
        "channel " + channelId + " is not in the chosen Discord server: bind one that is");
  }
}
