package io.github.claudebridge.pane;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How to reach our tmux server.
 *
 * @param command the tmux program, by name or path
 * @param socketName the server's own socket name ({@code tmux -L}): letters, digits, {@code _} and
 *     {@code -}
 * @param environment the whole environment of the server and what every pane inherits; at least
 *     PATH. TMUX_TMPDIR moves the socket
 * @param deadline how long one call may take
 * @param historyLimit lines of scrollback of a new pane
 */
public record TmuxSettings(
    String command,
    String socketName,
    Map<String, String> environment,
    Duration deadline,
    int historyLimit) {

  /** Lines of scrollback where there is no reason for another number. */
  public static final int DEFAULT_HISTORY = 50_000;

  /** Settings with the usual scrollback. */
  public TmuxSettings(
      String command, String socketName, Map<String, String> environment, Duration deadline) {
    this(command, socketName, environment, deadline, DEFAULT_HISTORY);
  }

  /** The deadline to take where there is no reason for another. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

  private static final Pattern SOCKET = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,49}");

  public TmuxSettings {
    environment = Map.copyOf(environment);
    if (!SOCKET.matcher(socketName).matches()) {
      throw new IllegalArgumentException(
          "tmux socket name \"" + socketName + "\": use letters, digits, _ and -, at most 50");
    }
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("tmux deadline " + deadline + ": must be above zero");
    }
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "TmuxSettings[" + command + " -L " + socketName + ", " + deadline + "]";
  }
}
