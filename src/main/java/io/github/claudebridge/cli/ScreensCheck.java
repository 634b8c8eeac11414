package io.github.claudebridge.cli;

import io.github.claudebridge.claude.DialogKind;
import io.github.claudebridge.claude.ScreenReader;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.pane.Key;
import io.github.claudebridge.pane.Pane;
import io.github.claudebridge.pane.PaneSpec;
import io.github.claudebridge.pane.Tmux;
import io.github.claudebridge.pane.TmuxException;
import io.github.claudebridge.pane.TmuxSettings;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether the bridge reads the screens of the Claude Code that is installed. It is started in
 * throw-away panes with a home of its own, a key that is none and a model that is nowhere, so that
 * nothing of the user's is read or changed and nothing is asked of anybody.
 */
final class ScreensCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration DEAF = Duration.ofMillis(600);
  private static final String KEY = "not-a-key-for-doctor";
  private static final String NOWHERE = "http://127.0.0.1:9";

  /** Something that is typed at the prompt, and the dialog that comes of it; null for Ctrl-O. */
  private record Opened(String name, @Nullable String command, DialogKind kind) {}

  private static final List<Opened> OPENED =
      List.of(
          new Opened("model", "/model", DialogKind.MODEL_PICKER),
          new Opened("help", "/help", DialogKind.OTHER),
          new Opened("resume", "/resume", DialogKind.RESUME_PICKER),
          new Opened("login", "/login", DialogKind.LOGIN),
          new Opened("transcript", null, DialogKind.VIEWER));

  @Override
  public List<Finding> look(Patient patient) {
    var agent = patient.settings().agents().get("claude");
    if (agent == null || patient.run(agent.command(), "--version").isEmpty()) {
      return List.of(
          Finding.warn(
              "screens", "there is no Claude Code to look at", "set agents.claude.command"));
    }
    var findings = new ArrayList<Finding>();
    Path root = null;
    try {
      root = Files.createTempDirectory("vai-screens");
      look(patient, agent.command(), root, findings);
    } catch (IOException | TmuxException | IllegalArgumentException e) {
      findings.add(Finding.warn("screens", "they could not be looked at: " + e.getMessage(), ""));
    } finally {
      delete(root);
    }
    return findings;
  }

  private static void look(Patient patient, String claude, Path root, List<Finding> findings)
      throws IOException {
    var socket = "doctor-" + UUID.randomUUID().toString().substring(0, 8);
    var tmuxCommand = patient.settings().tmux().command();
    var environment = new LinkedHashMap<String, String>();
    environment.put("PATH", patient.env().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    environment.put("TMUX_TMPDIR", root.toString());
    environment.put("TERM", "xterm-256color");
    environment.put("LANG", "C.UTF-8");
    try (var tmux =
        Tmux.open(
            new TmuxSettings(tmuxCommand, socket, environment, TmuxSettings.DEFAULT_DEADLINE))) {
      var stage = new Stage(tmux, claude, root, environment.get("PATH"));
      findings.add(
          stage.starts(
              "key", false, false, DialogKind.API_KEY_APPROVAL, "--permission-mode=default"));
      findings.add(
          stage.starts("trust", true, false, DialogKind.TRUST, "--permission-mode=default"));
      findings.add(
          stage.starts(
              "bypass", true, true, DialogKind.BYPASS_WARNING, "--dangerously-skip-permissions"));
      var pane = stage.start("prompt", true, true, "--permission-mode=default");
      var prompt = await(pane, ScreenState.Ready.class, null);
      findings.add(
          prompt instanceof ScreenState.Ready
              ? Finding.ok("screen prompt", "read")
              : differs("prompt", words(prompt)));
      if (prompt instanceof ScreenState.Ready) {
        for (Opened opened : OPENED) {
          findings.add(open(pane, opened));
        }
      }
    } finally {
      Programs.run(
          List.of(tmuxCommand, "-L", socket, "kill-server"), environment, Duration.ofSeconds(5));
    }
  }

  private static Finding open(Pane pane, Opened opened) {
    if (opened.command() == null) {
      pane.press(Key.CTRL_O);
    } else {
      pane.type(opened.command());
      pause(DEAF); // the list of commands has to be there before the Enter
      pane.press(Key.ENTER);
    }
    var seen = await(pane, ScreenState.Dialog.class, opened.kind());
    var finding = judged(opened.name(), opened.kind(), seen);
    pause(DEAF);
    pane.press(opened.command() == null ? Key.CTRL_O : Key.ESCAPE);
    await(pane, ScreenState.Ready.class, null);
    return finding;
  }

  private static Finding judged(String name, DialogKind kind, ScreenState seen) {
    if (seen instanceof ScreenState.Dialog d && d.kind() == kind) {
      return Finding.ok("screen " + name, "read");
    }
    return seen instanceof ScreenState.Ready || seen instanceof ScreenState.Busy
        ? Finding.ok("screen " + name, "not shown: this version or this user does not have it")
        : differs(name, words(seen));
  }

  private static Finding differs(String name, String seen) {
    return Finding.warn(
        "screen " + name,
        "differs: " + seen,
        "it is shown in the channel as it is; newer versions of the bridge may read it");
  }

  private static String words(ScreenState seen) {
    return switch (seen) {
      case ScreenState.Ready _ -> "the prompt";
      case ScreenState.Busy _ -> "at work";
      case ScreenState.Dialog d -> "a dialog read as " + d.kind() + " (" + d.title() + ")";
      case ScreenState.Unknown _ -> "not read at all";
    };
  }

  /** The screen once it is what is hoped for, or what it is in the end. */
  private static ScreenState await(
      Pane pane, Class<? extends ScreenState> hoped, @Nullable DialogKind kind) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ScreenState seen = new ScreenState.Unknown();
    while (System.nanoTime() < end) {
      try {
        seen = ScreenReader.read(pane.screen().lines());
      } catch (TmuxException gone) {
        return new ScreenState.Ready(""); // it ended, and so it did not show that
      }
      boolean fits =
          hoped.isInstance(seen)
              && (kind == null || (seen instanceof ScreenState.Dialog d && d.kind() == kind));
      if (fits) {
        return seen;
      }
      pause(LOOK);
    }
    return seen;
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
  }

  private static void delete(@Nullable Path root) {
    if (root == null) {
      return;
    }
    try (var files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | java.io.UncheckedIOException left) {
      root.toFile().deleteOnExit();
    }
  }

  /** Where the throw-away agents run. */
  private record Stage(Tmux tmux, String claude, Path root, String path) {

    Finding starts(String name, boolean key, boolean trust, DialogKind kind, String argument)
        throws IOException {
      return judged(
          name, kind, await(start(name, key, trust, argument), ScreenState.Dialog.class, kind));
    }

    Pane start(String name, boolean key, boolean trust, String argument) throws IOException {
      Path home = Files.createDirectories(root.resolve(name)).toRealPath();
      Path project = Files.createDirectories(home.resolve("project"));
      var seed = Json.object().put("hasCompletedOnboarding", true);
      var approved = seed.putObject("customApiKeyResponses").putArray("approved");
      if (key) {
        approved.add(KEY);
      }
      seed.putObject("projects")
          .putObject(project.toString())
          .put("hasTrustDialogAccepted", trust || !key);
      Files.writeString(home.resolve(".claude.json"), Json.write(seed));
      Files.writeString(home.resolve("settings.json"), "{\"tui\": \"default\"}");
      List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
      environment(home).forEach((n, value) -> command.add(n + "=" + value));
      command.add(claude);
      command.add("--settings");
      command.add(home.resolve("settings.json").toString());
      command.add(argument);
      return tmux.start(new PaneSpec("doctor-" + name, project, Map.of(), command, 120, 40));
    }

    private Map<String, String> environment(Path home) {
      var environment = new LinkedHashMap<String, String>();
      environment.put("HOME", home.toString());
      environment.put("PATH", path);
      environment.put("TERM", "tmux-256color");
      environment.put("LANG", "C.UTF-8");
      environment.put("ANTHROPIC_BASE_URL", NOWHERE);
      environment.put("ANTHROPIC_API_KEY", KEY);
      environment.put("DISABLE_AUTOUPDATER", "1");
      environment.put("DISABLE_TELEMETRY", "1");
      environment.put("DISABLE_ERROR_REPORTING", "1");
      environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
      return environment;
    }
  }
}
