package io.github.claudebridge.testing;

import io.github.claudebridge.app.BridgeMain;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.failpoint.Failpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real bridge as a process of its own, on a project directory and a tmux server of its own, so
 * that it can be killed at any moment and started again on what it left behind.
 *
 * <p>It sees nothing of this process's environment but what it is given.
 */
public final class BridgeProcess implements AutoCloseable {
  private static final List<String> LEAN =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms80m",
          "-Xmn48m",
          "-Xmx256m",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MetaspaceSize=96m",
          "-XX:ReservedCodeCacheSize=128m",
          "-XX:TrimNativeHeapInterval=60000",
          "--enable-native-access=ALL-UNNAMED");

  /** How Java is run, as {@code start-bridge.sh} has it. */
  public static final List<String> FLAGS =
      with("-XX:CompileThresholdScaling=0.05", "-XX:+AlwaysPreTouch");

  /**
   * The same for a bridge that is soon ended: it compiles less, makes no calls to itself, and takes
   * memory when it wants it.
   */
  private static final List<String> QUICK = with("-Dbridge.warm-up=0");

  private final Path project;
  private final Layout layout;
  private final Path console;
  private final Path tmuxFolder;
  private final String socket = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, String> environment;
  private @Nullable Process process;
  private List<String> launcher = List.of();

  private List<String> arguments = List.of();

  /** How Java is run; null: with the cache of all tests. */
  private @Nullable List<String> java;

  /**
   * A bridge that is not running yet.
   *
   * @param root a folder of the test's own, short enough for a Unix socket
   * @param yaml the settings
   * @param host the environment of the bridge; HOME and PATH at least
   * @param token Discord's token, or null
   */
  public BridgeProcess(Path root, String yaml, Map<String, String> host, @Nullable String token)
      throws IOException {
    project = Files.createDirectories(root.resolve("bridge"));
    layout = Layout.of(project, null);
    console = root.resolve("console.log");
    tmuxFolder = Files.createDirectories(root.resolve("tmux"));
    Files.createDirectories(project.resolve("config"));
    Files.createSymbolicLink(project.resolve("bin"), Path.of("bin").toAbsolutePath());
    Files.writeString(project.resolve("config/bridge.yaml"), yaml);
    environment = new LinkedHashMap<>(host);
    environment.put("TMUX_TMPDIR", tmuxFolder.toString());
    environment.put("CLAUDE_BRIDGE_TMUX_SOCKET", socket);
    environment.put("MALLOC_ARENA_MAX", "2"); // as start-bridge.sh has it
    if (token != null) {
      environment.put("DISCORD_BOT_TOKEN", token);
    }
  }

  /** Sets something in its environment, for its next start. */
  public BridgeProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * Has Java run it as people's bridges do, which are quick at the first message: what is measured
   * needs that. Otherwise it is quick to start.
   */
  public BridgeProcess warmedUp() {
    java = FLAGS;
    return this;
  }

  /** Has Java run it with options of one's own besides. */
  public BridgeProcess java(List<String> options) {
    java = Stream.concat(QUICK.stream(), options.stream()).toList();
    return this;
  }

  /** Has it run its project's {@code start-bridge.sh} when it ends because it is stuck. */
  public BridgeProcess startingAgain() {
    arguments = List.of("--start-again");
    return this;
  }

  /** Writes the bindings. */
  public BridgeProcess bindings(String json) throws IOException {
    Files.writeString(layout.bindings(), json);
    return this;
  }

  /**
   * Starts the bridge; the one before must have ended.
   *
   * <p>Its log of logins is cleared first: after so many starts in a row it would rightly wait for
   * minutes before the next.
   *
   * @param failpoint where it ends itself, as in {@link Failpoints#SETTING}, or null
   */
  public void start(@Nullable String failpoint) throws IOException {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the bridge runs already");
    }
    Files.deleteIfExists(layout.run().resolve("identifies"));
    process = launch(failpoint);
  }

  /** Starts the bridge as it is, with its log of logins. */
  public void startAgain(@Nullable String failpoint) throws IOException {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the bridge runs already");
    }
    process = launch(failpoint);
  }

  /** Starts one more bridge on the same state, whatever becomes of it. */
  public Process another() throws IOException {
    return launch(null);
  }

  /** Its process id. */
  public long pid() {
    return running().pid();
  }

  /**
   * Puts its store and its logs on a disk of so many megabytes, which it alone has and which is
   * gone with it: {@link #layout} leads there while it runs.
   */
  public BridgeProcess onDiskOf(int megabytes) throws IOException {
    Path script = project.resolve("small-disk.sh");
    Files.writeString(
        script,
        """
        set -e
        for each in disk run logs; do mkdir -p -m 700 %1$s/$each; done
        mount -t tmpfs -o size=%2$dm,mode=700 tmpfs %1$s/disk
        for each in run logs; do
          mkdir -m 700 %1$s/disk/$each
          mount --bind %1$s/disk/$each %1$s/$each
        done
        exec "$@"
        """
            .formatted(project, megabytes));
    launcher = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", script.toString());
    return this;
  }

  private static List<String> with(String... options) {
    return Stream.concat(LEAN.stream(), Stream.of(options)).toList();
  }

  private List<String> options() {
    if (java != null) {
      return java;
    }
    Packed.makeCache();
    return Stream.concat(QUICK.stream(), Packed.cached().stream()).toList();
  }

  private Process launch(@Nullable String failpoint) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options());
    command.addAll(
        List.of(
            "-cp",
            Packed.classPath(),
            BridgeMain.class.getName(),
            "--project",
            project.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    if (failpoint != null) {
      builder.environment().put(Failpoints.SETTING, failpoint);
    }
    return builder.start();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process != null && process.isAlive();
  }

  /** Ends it with signal 9 and waits until it is gone. */
  public void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /** Tells it to end in good order, by SIGTERM. */
  public void terminate() {
    running().destroy();
  }

  /** The exit code (137 after a failpoint or a kill), or empty if it still runs after a while. */
  public OptionalInt awaitEnd(Duration within) throws InterruptedException {
    return running().waitFor(within.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(running().exitValue())
        : OptionalInt.empty();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the bridge was never started");
    }
    return process;
  }

  /** Where everything of it lies, as this process sees it. */
  public Layout layout() {
    return launcher.isEmpty() || process == null
        ? layout
        : Layout.of(Path.of("/proc/" + process.pid() + "/root" + project), null);
  }

  /** Its local API. */
  public SocketHttp api() {
    return new SocketHttp(layout().socket());
  }

  /** Runs tmux on the bridge's own server, as a person at the terminal would. */
  public String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().remove("DISCORD_BOT_TOKEN");
    Process asked = builder.start();
    CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(asked::destroyForcibly);
    String out = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    return out;
  }

  /** Kills the tmux server with signal 9; false if there is none. */
  public boolean killTmux() throws IOException, InterruptedException {
    String pid = tmux("display-message", "-p", "#{pid}").strip();
    return pid.matches("\\d+")
        && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::destroyForcibly).orElse(false);
  }

  /** What it said and logged last, for a failure's message. */
  public String logs(int lines) {
    return tail(console, lines)
        + "\n--- bridge.log\n"
        + tail(layout().logs().resolve("bridge.log"), lines);
  }

  private static String tail(Path file, int lines) {
    try {
      List<String> all = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return file + ": " + e;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (alive()) {
      kill();
    }
    tmux("kill-server");
    // One that could answer nobody, as with no file descriptors left.
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains("-L " + socket + " "))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
