package io.github.claudebridge.attachment;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where attachments may come from: Discord's file hosts by https, and one more for tests. */
final class AllowedHosts {
  private static final Set<String> DISCORD = Set.of("cdn.discordapp.com", "media.discordapp.net");

  private final @Nullable URI also;

  /**
   * @param also a URL whose scheme, host and port are allowed as well, or null
   */
  AllowedHosts(@Nullable URI also) {
    this.also = also;
  }

  boolean allow(URI uri) {
    if (uri.getHost() == null || uri.getScheme() == null || uri.getUserInfo() != null) {
      return false;
    }
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    var https = uri.getScheme().equalsIgnoreCase("https");
    if (https && DISCORD.contains(host) && (uri.getPort() == -1 || uri.getPort() == 443)) {
      return true;
    }
    return also != null
        && uri.getScheme().equalsIgnoreCase(also.getScheme())
        && host.equalsIgnoreCase(also.getHost())
        && uri.getPort() == also.getPort();
  }
}
