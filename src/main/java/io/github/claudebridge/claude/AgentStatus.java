package io.github.claudebridge.claude;

import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one running Claude Code says of itself in {@code sessions/PID.json}.
 *
 * <p>The file stays behind after a {@code kill -9}: ask {@link #alive()} before believing it. The
 * conversation follows {@code /clear}. Busy shows up to half a second after the Enter (2.1.329).
 *
 * @param conversation Claude's session id
 * @param waitingFor permission prompt, input needed, dialog open; null unless waiting
 * @param pane the tmux pane, like {@code %12}; null outside tmux and on old versions
 * @param procStart the process's start in clock ticks since boot, as in {@code /proc/PID/stat}
 */
public record AgentStatus(
    long pid,
    String conversation,
    State state,
    @Nullable String waitingFor,
    @Nullable String pane,
    String cwd,
    String version,
    String procStart,
    Instant updatedAt) {

  /** Whether the agent can take a prompt now. */
  public enum State {
    /** At the prompt. */
    IDLE,
    /** Working, or in a state we have no word for: nothing is to be typed. */
    BUSY,
    /** A dialog is open. */
    WAITING
  }

  private static final Pattern PANE = Pattern.compile("%\\d{1,9}");
  private static final Pattern STAT = Pattern.compile("(?s)^\\d+ \\(.*\\) (\\S) (.*)$");
  private static final int START_TIME = 22 - 4;

  /** Reads a status file's text; a file read half-written is a {@link BadJsonException}. */
  public static AgentStatus parse(String json) throws BadJsonException {
    Fields in = Fields.of(Json.parse(json));
    long pid = in.number("pid", 0);
    if (pid <= 0) {
      throw new BadJsonException("field pid is missing");
    }
    return new AgentStatus(
        pid,
        in.text("sessionId"),
        state(in.textOr("status", "")),
        in.textOrNull("waitingFor"),
        pane(in.textOr("tmux", "")),
        in.textOr("cwd", ""),
        in.textOr("version", ""),
        in.textOr("procStart", ""),
        Instant.ofEpochMilli(in.number("statusUpdatedAt", in.number("updatedAt", 0))));
  }

  /** Whether this very process still runs: not a zombie, not another one with a reused pid. */
  public boolean alive() {
    return alive(Path.of("/proc"));
  }

  boolean alive(Path proc) {
    Matcher stat;
    try {
      stat = STAT.matcher(Files.readString(proc.resolve(Long.toString(pid)).resolve("stat")));
    } catch (IOException gone) {
      return false;
    }
    if (!stat.matches() || "ZX".contains(stat.group(1))) {
      return false;
    }
    String[] rest = stat.group(2).split(" ");
    return procStart.isEmpty() || (rest.length > START_TIME && rest[START_TIME].equals(procStart));
  }

  private static State state(String status) {
    return switch (status) {
      case "idle" -> State.IDLE;
      case "waiting" -> State.WAITING;
      default -> State.BUSY;
    };
  }

  /** {@code work:@3.%7}: the session's name may hold anything, the pane is after the last dot. */
  private static @Nullable String pane(String tmux) {
    String last = tmux.substring(tmux.lastIndexOf('.') + 1);
    return PANE.matcher(last).matches() ? last : null;
  }
}
