package io.github.claudebridge.app;

import io.github.claudebridge.api.BridgeControl;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How the bridge is, for whoever asks, and the way to end it. */
final class BridgeState implements BridgeControl {
  private final Bridge.Start start;
  private final Instant startedAt;
  private final Supplier<Map<String, Object>> discord;
  private final Supplier<List<Map<String, Object>>> alerts;
  private final Consumer<Boolean> shutdown;
  private volatile boolean ready;

  BridgeState(
      Bridge.Start start,
      Instant startedAt,
      Supplier<Map<String, Object>> discord,
      Supplier<List<Map<String, Object>>> alerts,
      Consumer<Boolean> shutdown) {
    this.start = start;
    this.startedAt = startedAt;
    this.discord = discord;
    this.alerts = alerts;
    this.shutdown = shutdown;
  }

  void ready() {
    ready = true;
  }

  @Override
  public Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("ready", ready);
    health.put("version", Version.current());
    health.put("pid", ProcessHandle.current().pid());
    health.put("startedAt", startedAt.toString());
    health.put("stateDir", start.layout().state().toString());
    health.put("tmuxSocket", start.settings().tmux().socket());
    health.put("discord", discord.get());
    health.put("alerts", alerts.get());
    return health;
  }

  @Override
  public void shutdown(boolean endSessions) {
    Thread.ofPlatform().name("shutdown").start(() -> shutdown.accept(endSessions));
  }
}
