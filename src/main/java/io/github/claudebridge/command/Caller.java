package io.github.claudebridge.command;

import io.github.claudebridge.access.Action;
import io.github.claudebridge.access.Request;
import io.github.claudebridge.model.Author;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who orders something, and where.
 *
 * @param guild the server, or null for a direct message
 * @param channel the channel or thread
 * @param user the user's id
 * @param label what they are called there; hostile
 * @param roles the ids of their roles at this moment, or null if they are no known member
 * @param bot whether a program does it
 */
public record Caller(
    @Nullable String guild,
    String channel,
    String user,
    String label,
    @Nullable Set<String> roles,
    boolean bot) {
  public Caller {
    roles = roles == null ? null : Set.copyOf(roles);
  }

  Author author() {
    return new Author(user, label, Author.Kind.PERSON);
  }

  Request wants(Action action) {
    return new Request(guild, channel, user, roles, bot, false, action);
  }
}
