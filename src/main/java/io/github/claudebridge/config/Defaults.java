package io.github.claudebridge.config;

import io.github.claudebridge.config.Settings.Agent;
import io.github.claudebridge.model.Automatic;
import io.github.claudebridge.model.Verbosity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of a bridge whose operator wrote none. */
final class Defaults {
  /** Claude Code's own commands that neither leave the session nor open a dialog to log in. */
  private static final Set<String> CLAUDE_COMMANDS =
      Set.of(
          "clear", "compact", "context", "cost", "usage", "model", "effort", "memory", "review",
          "init", "status", "todos");

  private Defaults() {}

  /**
   * @param home the operator's home directory, where new sessions work
   */
  static Settings of(Path home) {
    return new Settings(
        new Settings.Discord(null, null, null, null, 250, Duration.ofHours(24)),
        new Settings.Access(
            Set.of(),
            Set.of(),
            Set.of(),
            new Settings.Approvers(Set.of(), Set.of(), Set.of(), Set.of())),
        new Settings.Sessions(
            0,
            home,
            "claude",
            Settings.Queue.WAIT,
            200,
            Duration.ofSeconds(60),
            ByteSize.parse("300MB"),
            ByteSize.parse("256MB"),
            false),
        new Settings.Questions(Duration.ofMinutes(30), Duration.ofHours(24)),
        Map.of(
            "claude",
            new Agent("claude", List.of(), Map.of(), null, "manual", CLAUDE_COMMANDS),
            "demo",
            new Agent("demo-agent", List.of(), Map.of(), null, null, Set.of())),
        new Settings.Tmux("tmux", "claude-bridge", 200, 50, 50_000),
        new Settings.Attachments(
            ByteSize.parse("25MB"),
            Duration.ofSeconds(30),
            5,
            20,
            Duration.ofDays(30),
            ByteSize.parse("1GB")),
        new Settings.Replies(6, null, Verbosity.NORMAL, true, true),
        new Settings.Limits(Settings.Continue.ASK, null, null),
        new Settings.Recovery(
            Automatic.FULL,
            20,
            6,
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            30,
            false),
        null,
        new Settings.Api(0),
        new Settings.Log(Settings.Level.INFO, 14),
        new Settings.Monitor(
            Duration.ofMinutes(5), Duration.ofDays(7), null, 80, 85, 90, Duration.ofMinutes(10)));
  }

  /** What the keys of an agent are that is not built in; its command has to be given. */
  static Agent agent() {
    return new Agent("", List.of(), Map.of(), null, null, Set.of());
  }
}
