package io.github.claudebridge.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.BadJsonException;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.testing.twin.DiscordTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several sessions of the demo agent in real panes, the real bridge as a process, and the Discord
 * twin: everything that can be killed, and what each left behind.
 */
public final class CrashRig implements AutoCloseable {
  public static final String ANN = "720000000000000001";
  private static final String GUILD = "700000000000000001";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path root = Files.createTempDirectory("cdb");
  private final DiscordTwin twin = DiscordTwin.start();
  private final BridgeProcess bridge;
  private final int sessions;
  private boolean kept = true;

  /** Everything set up, and nothing started. */
  public CrashRig(int sessions) throws IOException {
    this(sessions, "");
  }

  /**
   * Everything set up, and nothing started.
   *
   * @param more settings besides, whole sections of YAML
   */
  public CrashRig(int sessions, String more) throws IOException {
    this.sessions = sessions;
    twin.guild(GUILD, "Test guild").user(ANN, "Ann");
    twin.rateWindows(0.1);
    Files.createDirectories(root.resolve("home"));
    for (int n = 1; n <= sessions; n++) {
      twin.channel(GUILD, channel(n), "dev-" + n);
      Files.createDirectories(directory(n));
    }
    bridge =
        new BridgeProcess(
                root,
                yaml() + more,
                Map.of(
                    "HOME",
                    root.resolve("home").toString(),
                    "PATH",
                    "/usr/local/bin:/usr/bin:/bin",
                    "LANG",
                    "C.UTF-8"),
                twin.token())
            .bindings(bindings());
  }

  private String yaml() throws IOException {
    return """
        discord:
          guild: "%s"
          rest-url: %s
          gateway-url: %s
          cdn-url: %s
        access:
          users: ["%s"]
        agents:
          claude:
            command: %s
            env:
              HOME: "%s"
        """
        .formatted(
            GUILD,
            twin.restUrl(),
            twin.gatewayUrl(),
            twin.cdnUrl(),
            ANN,
            DemoAgent.script(root),
            root.resolve("home"));
  }

  private String bindings() {
    return IntStream.rangeClosed(1, sessions)
        .mapToObj(
            n ->
                "\"%d\": {\"channel\": \"%s\", \"name\": \"s%d\", \"directory\": \"%s\", \"agent\": \"claude\"}"
                    .formatted(n, channel(n), n, directory(n)))
        .collect(Collectors.joining(", ", "{\"version\": 1, \"sessions\": {", "}}"));
  }

  /** The channel of a session. */
  public static String channel(int session) {
    return Long.toString(710000000000000000L + session);
  }

  private Path directory(int session) {
    return root.resolve("work" + session);
  }

  public int sessions() {
    return sessions;
  }

  public DiscordTwin twin() {
    return twin;
  }

  public BridgeProcess bridge() {
    return bridge;
  }

  /** Kills the agent of a session with signal 9; false if none runs. */
  public boolean killAgent(int session) {
    return agent(session).map(ProcessHandle::destroyForcibly).orElse(false);
  }

  /** The process of a session's agent, as it says itself. */
  public Optional<ProcessHandle> agent(int session) {
    for (Path file : files(root.resolve("home/.claude/sessions"), ".json")) {
      try {
        JsonNode status = Json.parse(Files.readString(file));
        if (status.path("cwd").asText().equals(directory(session).toString())) {
          Optional<ProcessHandle> agent = ProcessHandle.of(status.path("pid").asLong());
          if (agent.filter(a -> worksIn(a, directory(session))).isPresent()) {
            return agent;
          }
        }
      } catch (IOException | BadJsonException beingWritten) {
        continue;
      }
    }
    return Optional.empty();
  }

  /** A killed agent's file stays, and its process id may be another's by now. */
  private static boolean worksIn(ProcessHandle process, Path directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .equals(directory.toRealPath());
    } catch (IOException gone) {
      return false;
    }
  }

  /** All lines of a session's transcripts, oldest first. */
  public List<JsonNode> transcript(int session) {
    String folder = directory(session).toString().replaceAll("[^A-Za-z0-9]", "-");
    List<JsonNode> lines = new ArrayList<>();
    for (Path file : files(root.resolve("home/.claude/projects").resolve(folder), ".jsonl")) {
      try {
        for (String line : Files.readAllLines(file)) {
          lines.add(Json.parse(line));
        }
      } catch (IOException | BadJsonException e) {
        throw new IllegalStateException("the transcript " + file + " cannot be read", e);
      }
    }
    lines.sort((a, b) -> a.path("timestamp").asText().compareTo(b.path("timestamp").asText()));
    return lines;
  }

  private static List<Path> files(Path folder, String end) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
  }

  @Override
  public void close() throws Exception {
    List<ProcessHandle> agents =
        IntStream.rangeClosed(1, sessions).boxed().flatMap(n -> agent(n).stream()).toList();
    bridge.close();
    twin.close();
    await().atMost(PATIENCE).until(() -> agents.stream().noneMatch(ProcessHandle::isAlive));
    if (!kept) { // what was killed may write its last file at this moment
      await().atMost(PATIENCE).ignoreExceptions().until(this::removed);
    }
  }

  private boolean removed() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
    return !Files.exists(root);
  }

  /** Says that all went well: nothing of it has to be looked at afterwards. */
  public void forget() {
    kept = false;
  }

  /** Where everything lies. */
  public Path root() {
    return root;
  }
}
