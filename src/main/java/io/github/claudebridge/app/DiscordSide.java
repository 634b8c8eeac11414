package io.github.claudebridge.app;

import java.util.Map;

/** The bridge's side towards Discord: open where there is a token, and plainly off where not. */
final class DiscordSide implements AutoCloseable {
  private final Bridge.Start start;

  DiscordSide(Bridge.Start start) {
    this.start = start;
  }

  void open() {}

  /** How it is, for the API. */
  Map<String, Object> health() {
    return Map.of("state", "off", "detail", words());
  }

  String words() {
    return start.token() == null ? "off: no token" : "on";
  }

  @Override
  public void close() {}
}
