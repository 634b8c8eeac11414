package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import sun.misc.Signal;

/**
 * The demo agent: takes Claude Code's arguments, draws its screen, fires its hooks and writes its
 * files, but answers from a script.
 */
public final class ScriptedAgent {
  static final String VERSION = "2.1.329";
  static final String MODEL = "demo-script";

  private ScriptedAgent() {}

  /** The words that start it with this very Java and class path; Claude's arguments go after. */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx96m",
        "-cp",
        System.getProperty("java.class.path"),
        ScriptedAgent.class.getName());
  }

  /** Runs until somebody quits. */
  public static void main(String[] words) throws IOException {
    String id = UUID.randomUUID().toString();
    boolean resume = false;
    JsonNode settings = Json.object();
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("--version")) {
        System.out.println(VERSION + " (demo agent)");
        return;
      }
      if (words[i].startsWith("--session-id=") || words[i].startsWith("--resume=")) {
        resume = words[i].startsWith("--resume=");
        id = words[i].substring(words[i].indexOf('=') + 1);
      } else if (words[i].equals("--settings") && i + 1 < words.length) {
        settings = read(Path.of(words[++i]));
      } else if (words[i].startsWith("--settings=")) {
        settings = read(Path.of(words[i].substring("--settings=".length())));
      }
    }
    start(id, resume, settings);
  }

  private static void start(String id, boolean resume, JsonNode settings) throws IOException {
    Path cwd = Path.of("").toAbsolutePath();
    Path config = configDir();
    Path folder =
        config.resolve("projects").resolve(cwd.toString().replaceAll("[^A-Za-z0-9]", "-"));
    boolean exists = Files.exists(folder.resolve(id + ".jsonl"));
    if (resume && !exists) {
      fail("No conversation found with session ID: " + id);
    }
    if (!resume && exists) {
      fail("Error: Session ID " + id + " is already in use.");
    }
    InstantSource time = InstantSource.system();
    Parts.Maker maker =
        conversation ->
            new Parts(
                conversation,
                new TranscriptWriter(
                    folder.resolve(conversation + ".jsonl"), conversation, cwd, time),
                cwd);
    var status = new StatusFile(config, id, cwd, tmux(), time);
    try (RawTerminal terminal = RawTerminal.open()) {
      var screen = new DemoScreen(terminal);
      Signal.handle(new Signal("WINCH"), signal -> screen.resized());
      var hooks = new DemoHooks(settings);
      var conversation = new DemoConversation(screen, hooks, status, cwd, maker.make(id), maker);
      atHangUp(conversation, status);
      String last = conversation.run(new KeyReader(System.in), resume ? "resume" : "startup");
      screen.end("Resume this session with:\nclaude --resume " + last);
    }
    System.exit(0);
  }

  /** kill-session sends SIGHUP: the JVM then only runs this. */
  private static void atHangUp(DemoConversation conversation, StatusFile status) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (status.delete()) {
                    conversation.fire("SessionEnd", Json.object().put("reason", "other"));
                  }
                }));
  }

  /** HOME decides, as for Claude Code; Java's own user.home looks into the password file. */
  private static Path configDir() {
    String configured = System.getenv("CLAUDE_CONFIG_DIR");
    if (configured != null && !configured.isBlank()) {
      return Path.of(configured);
    }
    String home = System.getenv("HOME");
    return Path.of(home == null ? System.getProperty("user.home") : home).resolve(".claude");
  }

  /** As Claude Code puts it: session, window and pane; empty outside tmux. */
  private static String tmux() throws IOException {
    String pane = System.getenv("TMUX_PANE");
    if (pane == null || System.getenv("TMUX") == null) {
      return "";
    }
    Process asked =
        new ProcessBuilder(
                "tmux",
                "display-message",
                "-p",
                "-t",
                pane,
                "#{session_name}:#{window_id}.#{pane_id}")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return Json.parse(Files.readString(file));
    } catch (BadJsonException broken) {
      fail("demo agent: " + file + " is not a settings file: " + broken.getMessage());
      return Json.object();
    }
  }

  private static void fail(String message) {
    System.out.println(message);
    System.exit(1);
  }
}
