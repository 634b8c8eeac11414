package io.github.claudebridge.api;

import java.util.Map;

/** What the API may ask of the bridge as a whole. */
public interface BridgeControl {

  /** How the bridge is: ready, version, pid, startedAt, stateDir, discord, alerts. */
  Map<String, Object> health();

  /**
   * Ends the bridge, after this call has been answered.
   *
   * @param endSessions whether the agents are ended too, cleanly
   */
  void shutdown(boolean endSessions);
}
