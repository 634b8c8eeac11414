package io.github.claudebridge.model;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lasting link from a channel to a session.
 *
 * @param session the session's number, 1 to 999
 * @param channel the Discord channel or thread id, or {@code local-N}
 * @param name what people call the session
 * @param directory where its agent works, absolute
 * @param agent the agent's profile: {@code claude}, {@code demo}
 * @param model the model it is started with, or null for the agent's own choice
 * @param permissionMode the agent's permission mode, or null for the profile's
 * @param recovery how much is done by itself for it in trouble, or null for what holds for all
 */
public record Binding(
    int session,
    String channel,
    String name,
    Path directory,
    String agent,
    @Nullable String model,
    @Nullable String permissionMode,
    @Nullable Automatic recovery) {
  public Binding {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(agent, "agent");
    if (session < 1 || session > 999) {
      throw new IllegalArgumentException("session " + session + ": numbers go from 1 to 999");
    }
  }

  /** A link for which nothing special about recovery was decided. */
  public Binding(
      int session,
      String channel,
      String name,
      Path directory,
      String agent,
      @Nullable String model,
      @Nullable String permissionMode) {
    this(session, channel, name, directory, agent, model, permissionMode, null);
  }

  /** Whether the channel is one of this machine, without Discord. */
  public boolean local() {
    return channel.startsWith("local-");
  }
}
