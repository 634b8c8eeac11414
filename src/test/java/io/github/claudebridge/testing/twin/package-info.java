/**
 * A fake Discord on loopback: REST, gateway and file server, with real limits and faults.
 *
 * <p>{@link io.github.claudebridge.testing.twin.DiscordTwin} is the door; {@link
 * io.github.claudebridge.testing.twin.TwinJda} points the real JDA to it. A test ends well with
 * {@code violations()} and {@code rateLimited()} both empty. {@code discord/discord-openapi.json}
 * among the test resources is Discord's own file, under the licence beside it.
 */
@NullMarked
package io.github.claudebridge.testing.twin;

import org.jspecify.annotations.NullMarked;
