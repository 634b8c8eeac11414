package io.github.claudebridge.cli;

import io.github.claudebridge.config.Secret;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks Discord about a bot's token. */
interface TokenProbe {
  /**
   * Begins to ask.
   *
   * @param restUrl where the REST API is, or null for Discord itself
   * @throws CliException if it can be no token
   */
  Bot of(Secret token, @Nullable URI restUrl) throws CliException;

  /**
   * A server, channel or role.
   *
   * @param name what it is called; hostile
   */
  record Place(String id, String name) {}

  /** The bot behind a token; each question goes to Discord. */
  interface Bot extends AutoCloseable {
    /** What it is called. */
    String name();

    /** Where a person invites it. */
    String inviteUrl();

    /** Whether it may read messages. */
    boolean readsMessages();

    /** The servers it is in. */
    List<Place> guilds() throws CliException;

    /** The text channels of a server. */
    List<Place> channels(String guild) throws CliException;

    /** The permissions it needs in a channel and lacks. */
    List<String> missing(String channel) throws CliException;

    @Override
    void close();
  }
}
