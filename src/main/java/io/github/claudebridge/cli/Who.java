package io.github.claudebridge.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Who gives an order, and about which message, as parts of a route. */
final class Who {
  private Who() {}

  /** The caller's own name. */
  static String name() {
    return URLEncoder.encode(System.getProperty("user.name"), StandardCharsets.UTF_8);
  }

  /** A message's id, if it can be one. */
  static String id(String given) throws CliException {
    if (!given.matches("[A-Za-z0-9-]{1,60}")) {
      throw CliException.usage(
          "'" + given + "' is no message's id", "vai queue and vai messages show them");
    }
    return given;
  }
}
