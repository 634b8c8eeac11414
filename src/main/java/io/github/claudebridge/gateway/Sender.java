package io.github.claudebridge.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who posted something and where, by ids alone.
 *
 * @param guild the server
 * @param channel the channel or thread
 * @param user the user, bot or webhook
 * @param roles the roles the user has in the server at this moment, or null for somebody who is no
 *     member of it; empty for a webhook
 * @param bot whether a program wrote it
 * @param webhook whether it came through a webhook
 */
public record Sender(
    String guild,
    String channel,
    String user,
    @Nullable Set<String> roles,
    boolean bot,
    boolean webhook) {
  public Sender {
    roles = roles == null ? null : Set.copyOf(roles);
  }
}
