package io.github.claudebridge.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway reaches Discord.
 *
 * @param token the bot's token, or null while there is none; never printed
 * @param guild the id of the only server it listens to and posts in, or null while it is not chosen
 * @param restUrl where the REST API is, version included, or null for Discord itself
 * @param gatewayUrl where the websocket is, or null for Discord itself
 * @param catchUpMaxAge the oldest missed message that is still heard after an outage
 */
public record GatewayOptions(
    @Nullable String token,
    @Nullable String guild,
    @Nullable URI restUrl,
    @Nullable URI gatewayUrl,
    Duration catchUpMaxAge) {

  /** Where Discord itself takes REST calls. */
  static final String DISCORD_REST = "https://discord.com/api/v10/";

  public GatewayOptions {
    Objects.requireNonNull(catchUpMaxAge, "catchUpMaxAge");
  }

  /** The base of REST calls, with the closing slash that they need. */
  String restBase() {
    return restBase(restUrl);
  }

  static String restBase(@Nullable URI url) {
    if (url == null) {
      return DISCORD_REST;
    }
    String text = url.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  @Override
  public String toString() {
    String shown = token == null ? "none" : "set";
    return "GatewayOptions[token=" + shown + ", guild=" + guild + ", restUrl=" + restUrl
        + ", gatewayUrl=" + gatewayUrl + ", catchUpMaxAge=" + catchUpMaxAge + "]";
  }
}
