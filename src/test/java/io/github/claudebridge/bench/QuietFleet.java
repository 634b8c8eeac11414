package io.github.claudebridge.bench;

import io.github.claudebridge.app.BridgeMain;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.BridgeProcess;
import io.github.claudebridge.testing.SocketHttp;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A bridge in a process of its own with many sessions whose agents are {@code cat}: they cost
 * nothing, show Claude Code's composer, and the bench fires their hooks for them.
 */
final class QuietFleet implements AutoCloseable {
  private static final String GUILD = "700000000000000001";
  private static final String ANN = "720000000000000001";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** The agent: tells that it is idle as Claude Code does, and gives every byte to a pipe. */
  private static final String AGENT =
      """
      #!/bin/sh
      n=${PWD##*/}
      for word; do case $word in --session-id=*) id=${word#*=};; --resume=*) id=${word#*=};; esac; done
      mkdir -p "$HOME/.claude/sessions"
      printf '%s' "$id" > "$PWD/conversation"
      printf '%s' $$ > "$PWD/pid"
      printf '{"pid":%s,"sessionId":"%s","cwd":"%s","status":"idle","version":"2.1.329"}' \\
        $$ "$id" "$PWD" > "$HOME/.claude/sessions/part.$n"
      stty raw -echo
      printf '\\033[?2004h'
      sed 's/$/\\r/' ROOT/screen.txt
      mv "$HOME/.claude/sessions/part.$n" "$HOME/.claude/sessions/$$.json"
      exec cat > "ROOT/pipe-$n"
      """;

  private final DiscordTwin twin = DiscordTwin.start();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<BytePane> panes = new ArrayList<>();
  private final Path root;
  private final int sessions;
  private final String socket = "b" + UUID.randomUUID().toString().substring(0, 8);
  private Process bridge;

  private QuietFleet(Path root, int sessions) {
    this.root = root;
    this.sessions = sessions;
  }

  /** Starts the bridge and waits until all sessions are idle. */
  static QuietFleet start(int sessions) throws Exception {
    return start(sessions, 0.02);
  }

  /** The same with Discord's windows scaled: 1 for those of Discord. */
  static QuietFleet start(int sessions, double windows) throws Exception {
    QuietFleet fleet = new QuietFleet(Files.createTempDirectory("cdb"), sessions);
    fleet.twin.rateWindows(windows);
    try {
      fleet.open();
      return fleet;
    } catch (Exception | AssertionError e) {
      System.err.println(Files.readString(fleet.root.resolve("bridge.out")));
      fleet.close();
      throw e;
    }
  }

  private void open() throws Exception {
    twin.guild(GUILD, "Bench").user(ANN, "Ann");
    Files.copy(
        Path.of("src/test/resources/screens/v329_04_ready/screen.txt"), root.resolve("screen.txt"));
    Path agent = Files.writeString(root.resolve("agent"), AGENT.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx------"));
    Path project = Files.createDirectories(root.resolve("bridge/config")).getParent();
    Files.createSymbolicLink(project.resolve("bin"), Path.of("bin").toAbsolutePath());
    Files.writeString(
        project.resolve("config/bridge.yaml"),
        """
        discord:
          guild: "%s"
          rest-url: %s
          gateway-url: %s
          cdn-url: %s
        access:
          users: ["%s"]
        sessions:
          memory-estimate: 1MB
        agents:
          claude:
            command: %s
        """
            .formatted(
                GUILD, twin.restUrl(), twin.gatewayUrl(), twin.cdnUrl(), ANN, agent));
    Map<String, Object> bindings = new java.util.TreeMap<>();
    for (int n = 1; n <= sessions; n++) {
      twin.channel(GUILD, channel(n), "dev-" + n);
      panes.add(BytePane.at(root.resolve("pipe-" + n)));
      Path directory = Files.createDirectories(root.resolve("work/" + n));
      bindings.put(
          String.valueOf(n),
          Map.of(
              "channel", channel(n), "name", "s" + n, "directory", directory.toString(),
              "agent", "claude"));
    }
    Files.writeString(
        project.resolve("config/sessions.json"),
        Json.write(Map.of("version", 1, "sessions", bindings)));
    startBridge(project);
    twin.awaitConnected(true, PATIENCE);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> idle() == sessions);
  }

  private void startBridge(Path project) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(BridgeProcess.FLAGS);
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=logback.xml", // the bridge's own, not that of the tests
            "-cp",
            System.getProperty("java.class.path"),
            BridgeMain.class.getName(),
            "--project",
            project.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("HOME", Files.createDirectories(root.resolve("home")).toString());
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("LANG", "C.UTF-8");
    environment.put("SHELL", "/bin/sh");
    environment.put("TMUX_TMPDIR", Files.createDirectories(root.resolve("tmux")).toString());
    environment.put("CLAUDE_BRIDGE_TMUX_SOCKET", socket);
    environment.put("DISCORD_BOT_TOKEN", twin.token());
    environment.put("MALLOC_ARENA_MAX", "2"); // as start-bridge.sh has it
    builder.redirectErrorStream(true).redirectOutput(root.resolve("bridge.out").toFile());
    bridge = builder.start();
  }

  private static String channel(int n) {
    return String.valueOf(710000000000000000L + n);
  }

  private int idle() throws Exception {
    int idle = 0;
    for (var session :
        Json.parse(new SocketHttp(socket()).get("/v1/sessions"))) {
      idle += session.path("state").asText().equals("idle") ? 1 : 0;
    }
    return idle;
  }

  /** The bridge's Unix socket. */
  Path socket() {
    return root.resolve("bridge/run/bridge.sock");
  }

  /** Where everything of the bridge lies. */
  Layout layout() {
    return Layout.of(root.resolve("bridge"), null);
  }

  /** The bridge's process id. */
  long pid() {
    return bridge.pid();
  }

  /**
   * Sends messages to the sessions in turn, the next once the one before has been answered.
   *
   * @return milliseconds from the event to the last byte, of those after the warm-up that came
   */
  List<Double> deliver(int warm, int messages) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = -warm; i < messages; i++) {
      double took = turn(Math.floorMod(i, sessions) + 1, i);
      if (i >= 0 && took >= 0) {
        millis.add(took);
      }
      // As far apart as people's messages: what follows one is not in the way of the next.
      TimeUnit.MILLISECONDS.sleep(sessions == 1 ? 100 : 30);
    }
    return millis;
  }

  /** The same to one session. */
  List<Double> deliverTo(int n, int messages) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      double took = turn(n, i);
      if (took >= 0) {
        millis.add(took);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return millis;
  }

  /** One message and its turn; milliseconds to the pane, or -1 if it did not come there. */
  private double turn(int n, int i) throws Exception {
    BytePane pane = panes.get(n - 1);
    pane.clear();
    String text = "message " + i + " of a series";
    twin.say(channel(n), ANN, text);
    long from = twin.messageSentAt();
    long at = pane.awaitEnter(15_000);
    boolean came = at >= 0 && pane.text().contains(text);
    String prompt = UUID.randomUUID().toString();
    hook(n, Map.of("hook_event_name", "UserPromptSubmit", "prompt_id", prompt, "prompt", text));
    status(n, "busy");
    hook(
        n,
        Map.of("hook_event_name", "Stop", "prompt_id", prompt, "last_assistant_message", ""));
    status(n, "idle");
    return came ? (at - from) / 1e6 : -1;
  }

  /** The fake Discord. */
  DiscordTwin twin() {
    return twin;
  }

  /** The agent of a session begins to work on a prompt of its own. */
  void begin(int n, String prompt) throws Exception {
    hook(n, Map.of("hook_event_name", "UserPromptSubmit", "prompt_id", prompt, "prompt", "work"));
    status(n, "busy");
  }

  /** The agent of a session is done with it. */
  void end(int n, String prompt) throws Exception {
    hook(
        n,
        Map.of("hook_event_name", "Stop", "prompt_id", prompt, "last_assistant_message", ""));
    status(n, "idle");
  }

  /** The agent of a session begins or ends a command. */
  void tool(int n, String event, String prompt, String id, String command) throws Exception {
    hook(
        n,
        Map.of(
            "hook_event_name", event,
            "prompt_id", prompt,
            "tool_use_id", id,
            "tool_name", "Bash",
            "tool_input", Map.of("command", command)));
  }

  /** Rewrites the status file in place, as Claude Code does. */
  private void status(int n, String status) throws Exception {
    Path work = root.resolve("work/" + n);
    String pid = Files.readString(work.resolve("pid"));
    Files.writeString(
        root.resolve("home/.claude/sessions/" + pid + ".json"),
        Json.write(
            Map.of(
                "pid", Long.parseLong(pid),
                "sessionId", Files.readString(work.resolve("conversation")),
                "cwd", work.toString(),
                "status", status,
                "version", "2.1.329")));
    TimeUnit.MILLISECONDS.sleep(20);
  }

  private void hook(int n, Map<String, ?> event) throws Exception {
    Path run = root.resolve("bridge/run");
    Map<String, Object> body = new java.util.HashMap<>(event);
    Path work = root.resolve("work/" + n);
    body.put("session_id", Files.readString(work.resolve("conversation")));
    body.put("cwd", work.toString());
    String port = Files.readString(run.resolve("api.port")).strip();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks/" + n))
                .header(
                    "Authorization",
                    "Bearer " + Files.readString(run.resolve("session-" + n + ".token")).strip())
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the hook of session " + n + ": " + answer.statusCode());
    }
  }

  @Override
  public void close() throws Exception {
    if (bridge != null) {
      bridge.destroy();
      bridge.waitFor(10, TimeUnit.SECONDS);
    }
    ProcessBuilder kill = new ProcessBuilder("tmux", "-L", socket, "kill-server");
    kill.environment().put("TMUX_TMPDIR", root.resolve("tmux").toString());
    kill.redirectErrorStream(true).start().waitFor();
    panes.forEach(BytePane::close);
    twin.close();
    new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor();
  }
}
