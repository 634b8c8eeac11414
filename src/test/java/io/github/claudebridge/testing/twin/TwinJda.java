package io.github.claudebridge.testing.twin;

import java.util.Collection;
import java.util.EnumSet;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;

/** Points the real JDA to a twin. */
public final class TwinJda {
  /** The intents of a bot that reads messages, with the two privileged ones. */
  public static final Collection<GatewayIntent> INTENTS =
      EnumSet.of(
          GatewayIntent.GUILD_MESSAGES,
          GatewayIntent.GUILD_MEMBERS,
          GatewayIntent.GUILD_MESSAGE_REACTIONS,
          GatewayIntent.DIRECT_MESSAGES,
          GatewayIntent.MESSAGE_CONTENT);

  private TwinJda() {}

  /** Sends this builder's REST calls and websockets to the twin. */
  public static JDABuilder point(JDABuilder builder, DiscordTwin twin) {
    return point(builder, twin.restUrl(), twin.gatewayUrl());
  }

  /** The same by addresses, as a bridge that reads them from its configuration would do it. */
  public static JDABuilder point(JDABuilder builder, String restUrl, String gatewayUrl) {
    return builder
        .setRestConfig(new RestConfig().setBaseUrl(restUrl))
        .setSessionController(new FixedGateway(gatewayUrl));
  }

  /** A light client, logged in and ready. */
  public static JDA ready(DiscordTwin twin, Object... listeners) throws InterruptedException {
    return point(JDABuilder.createLight(twin.token(), INTENTS), twin)
        .addEventListeners(listeners)
        .build()
        .awaitReady();
  }

  // JDA does not ask REST for the gateway's address: its session controller states it.
  private static final class FixedGateway extends ConcurrentSessionController {
    private final String url;

    FixedGateway(String url) {
      this.url = url;
    }

    @Override
    public String getGateway() {
      return url;
    }
  }
}
