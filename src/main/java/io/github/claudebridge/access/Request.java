package io.github.claudebridge.access;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish to do something, as far as the gate has to know. Whatever could not be found out
 * is null, and null is refused.
 *
 * @param guild the server it came from, or null for a direct message
 * @param channel the channel or thread it came from
 * @param user the writer's id; of a webhook, the webhook's
 * @param roles the ids of the writer's roles at this moment, or null if they are no known member
 * @param bot whether the writer is a bot
 * @param webhook whether the writer is a webhook
 * @param action what they want to do
 */
public record Request(
    @Nullable String guild,
    @Nullable String channel,
    @Nullable String user,
    @Nullable Collection<String> roles,
    boolean bot,
    boolean webhook,
    @Nullable Action action) {}
