package io.github.claudebridge.monitor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a sample measures; its word is the name in the store, in {@code logs/metrics.json} and in
 * {@code vai metrics --json}.
 */
public enum Measure {
  /** How busy the machine's processors were since the last sample, 0 to 100. */
  HOST_CPU,
  /** The memory of the machine that is in use and cannot be had at once, in bytes. */
  HOST_MEMORY_USED,
  /** The memory of the machine, in bytes. */
  HOST_MEMORY_TOTAL,
  /** The machine's load average of one minute. */
  HOST_LOAD,
  /** What is used on the disk of the state directory, in bytes. */
  DISK_USED,
  /** The size of that disk, in bytes. */
  DISK_TOTAL,
  /** The resident memory of the bridge's own process, in bytes. */
  BRIDGE_MEMORY,
  /** The processor time of the bridge since the last sample, 100 for one core. */
  BRIDGE_CPU,
  /** Whether Discord's gateway is ready: 1 or 0. */
  GATEWAY_READY,
  /** How often Discord asked to slow down since the last sample. */
  RATE_LIMITED,
  /** Posts that were sent since the last sample. */
  POSTS_SENT,
  /** Posts that failed for good since the last sample. */
  POSTS_FAILED,
  /** How often a post had to wait and be tried again since the last sample. */
  POST_RETRIES,
  /** Hooks that were taken in since the last sample. */
  HOOKS,
  /** Hooks that were refused or could not be read since the last sample. */
  HOOK_ERRORS,
  /** Messages whose acceptance was proven since the last sample. */
  DELIVERIES,
  /** Messages that failed or were left undecided since the last sample. */
  DELIVERY_FAILURES,
  /** From hearing of a message to its last key in the pane, the median in seconds. */
  TYPED_P50,
  /** From hearing of a message to its last key in the pane, the slowest of a hundred in seconds. */
  TYPED_P99,
  /** From the last key to the agent's proof, the median in seconds. */
  ACCEPTED_P50,
  /** From the last key to the agent's proof, the slowest of a hundred in seconds. */
  ACCEPTED_P99,
  /** How many processes a session has below its pane. */
  PROCESSES,
  /** The resident memory of all of a session's processes, in bytes; shared pages count for each. */
  MEMORY,
  /** The processor time of a session's processes since the last sample, 100 for one core. */
  CPU,
  /** How many messages wait for the agent. */
  QUEUED,
  /** How often the agent was started again after it was lost, since the last sample. */
  RESTARTS;

  /** The name outside of the code. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The measure of a name; empty for one of another version. */
  static Optional<Measure> of(String word) {
    return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst();
  }
}
