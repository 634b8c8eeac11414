package io.github.claudebridge.gateway;

import java.time.Instant;
import java.util.List;

/** How the connection to Discord stands. */
public sealed interface GatewayState {

  /**
   * There is no connection and none is wanted.
   *
   * @param reason why, in plain words
   */
  record Off(String reason) implements GatewayState {}

  /** A login is on its way. */
  record Connecting() implements GatewayState {}

  /**
   * Messages are heard.
   *
   * @param botName what the bot is called
   * @param guilds the names of the servers it is in
   */
  record Ready(String botName, List<String> guilds) implements GatewayState {
    public Ready {
      guilds = List.copyOf(guilds);
    }
  }

  /**
   * The connection is lost or cannot be made now; it comes back by itself.
   *
   * @param reason why, in plain words
   * @param since since when
   */
  record Down(String reason, Instant since) implements GatewayState {}

  /**
   * Discord refuses the bot; nothing is tried again until a person has mended it.
   *
   * @param reason why, in plain words
   * @param mend what to do about it
   */
  record Refused(String reason, String mend) implements GatewayState {}
}
