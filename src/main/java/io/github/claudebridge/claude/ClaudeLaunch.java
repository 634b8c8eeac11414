package io.github.claudebridge.claude;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one session's Claude Code is to be started. Composes only: writes and runs nothing.
 *
 * @param command the program and words that go before ours, usually just {@code claude}
 * @param resume goes on with the conversation instead of beginning it
 * @param permissionMode always passed: without it the TUI starts in auto mode (2.1.329)
 * @param extraArgs from the configuration, after ours
 * @param environment from the configuration, see {@link AgentEnvironment}
 * @param hookUrl the bridge's door on loopback; the same path is taken on the socket
 * @param runDir a folder only its owner can read
 * @param binDir where {@code dp} and {@code agent-run} are
 * @param attachments the folder of the session's attachments, which the agent may read unasked
 * @param permissionTimeout how long an approval may be waited for in the channel
 */
public record ClaudeLaunch(
    List<String> command,
    int sessionNumber,
    UUID conversation,
    boolean resume,
    @Nullable String model,
    String permissionMode,
    List<String> extraArgs,
    Map<String, String> environment,
    URI hookUrl,
    String hookToken,
    Path socket,
    Path runDir,
    Path binDir,
    Path attachments,
    String channelName,
    Duration permissionTimeout) {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,}");

  /** Checks what would otherwise fail in a pane where nobody looks. */
  public ClaudeLaunch {
    command = List.copyOf(command);
    extraArgs = List.copyOf(extraArgs);
    environment = Map.copyOf(environment);
    if (command.isEmpty() || command.getFirst().isBlank()) {
      throw new IllegalArgumentException("the agent's command is empty; set it to claude");
    }
    if (!TOKEN.matcher(hookToken).matches()) {
      throw new IllegalArgumentException("the hook token is too short or not a token");
    }
  }

  /**
   * What to start, and the two files to write before: mode 0600 both, they hold the token.
   *
   * @param argv the agent's own words, one by one
   * @param environment the whole environment, nothing is to be added to it
   * @param headerFile read by the SessionStart hook's curl
   */
  public record Launch(
      List<String> argv,
      Map<String, String> environment,
      Path settingsFile,
      String settingsJson,
      Path headerFile,
      String headerText) {
    /** Keeps its own copies. */
    public Launch {
      argv = List.copyOf(argv);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Composes the launch.
   *
   * @param hostEnvironment the bridge's own environment; only known names are taken from it
   */
  public Launch compose(Map<String, String> hostEnvironment) {
    Path settings = runDir.resolve("session-" + sessionNumber + ".settings.json");
    Path header = runDir.resolve("session-" + sessionNumber + ".header");
    List<String> argv = new ArrayList<>(command);
    argv.add((resume ? "--resume=" : "--session-id=") + conversation);
    argv.add("--settings");
    argv.add(settings.toString());
    argv.add("--permission-mode=" + permissionMode);
    if (model != null && !model.isBlank()) {
      argv.add("--model=" + model);
    }
    argv.add("--append-system-prompt=" + ChatManners.text(channelName));
    argv.addAll(extraArgs);
    return new Launch(
        argv,
        AgentEnvironment.of(hostEnvironment, environment, sessionNumber, socket, binDir),
        settings,
        HookSettings.json(
            hookUrl, hookToken, socket, header, attachments, permissionTimeout),
        header,
        "Authorization: Bearer " + hookToken + "\n");
  }

  /** Where {@code agent-run} records the end; its {@code CLAUDE_BRIDGE_EXIT}. */
  public Path exitPrefix() {
    return runDir.resolve("session-" + sessionNumber + ".exit");
  }

  /** The words of a record hold the token: never print them. */
  @Override
  public String toString() {
    return "ClaudeLaunch[session " + sessionNumber + ", conversation " + conversation + "]";
  }
}
