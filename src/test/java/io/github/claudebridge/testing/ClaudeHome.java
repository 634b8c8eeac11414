package io.github.claudebridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A throw-away home for the real Claude Code: onboarding done, a dummy key approved, one project
 * under git, and the whole environment it may see.
 *
 * <p>It lives under a directory of the test's (for example {@code @TempDir}); whoever made that
 * deletes it.
 */
public final class ClaudeHome {
  /** Not a key of anything. */
  public static final String DUMMY_KEY = "dummy-key-for-tests-of-the-bridge-0001";

  private static final int KEY_SUFFIX = 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Path home;
  private final Path project;
  private final URI modelApi;

  private ClaudeHome(Path root, URI modelApi) throws IOException {
    this.home = Files.createDirectories(root.resolve("home")).toRealPath();
    this.project = Files.createDirectories(home.resolve("project"));
    this.modelApi = modelApi;
  }

  /** A home whose project Claude Code may work in at once. */
  public static ClaudeHome trusted(Path root, URI modelApi) {
    return create(root, modelApi, true);
  }

  /** A home where Claude Code first asks whether its project is to be trusted. */
  public static ClaudeHome untrusted(Path root, URI modelApi) {
    return create(root, modelApi, false);
  }

  private static ClaudeHome create(Path root, URI modelApi, boolean trust) {
    try {
      ClaudeHome claude = new ClaudeHome(root, modelApi);
      claude.seed(trust);
      claude.git("init", "--quiet", "--initial-branch=main");
      return claude;
    } catch (IOException e) {
      throw new UncheckedIOException("No home for Claude Code under " + root, e);
    }
  }

  /** What {@code HOME} is, a real path. */
  public Path home() {
    return home;
  }

  /** The project directory, under git and empty. */
  public Path project() {
    return project;
  }

  /** Everything Claude Code may see of its environment; run it with this and nothing else. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOME", home.toString());
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("SHELL", "/bin/bash");
    environment.put("TERM", "tmux-256color");
    environment.put("LANG", "C.UTF-8");
    environment.put("ANTHROPIC_BASE_URL", modelApi.toString());
    environment.put("ANTHROPIC_API_KEY", DUMMY_KEY);
    environment.put("DISABLE_AUTOUPDATER", "1");
    environment.put("DISABLE_TELEMETRY", "1");
    environment.put("DISABLE_ERROR_REPORTING", "1");
    environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    environment.put("CLAUDE_CODE_MAX_RETRIES", "1");
    return environment;
  }

  /**
   * The command line that runs a program with {@link #environment()} only.
   *
   * <p>In a pane it hides {@code TMUX} and {@code TMUX_PANE} too; where Claude Code shall know its
   * pane, start the tmux server itself with {@link #environment()}.
   */
  public List<String> scrubbed(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    environment().forEach((name, value) -> command.add(name + "=" + value));
    command.add(program);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Writes a file for {@code --settings}, beside the project. */
  public Path settings(JsonNode settings) {
    return write("settings-" + System.nanoTime() + ".json", settings);
  }

  /**
   * Plain settings: the classic renderer, and {@code allowed} tools (such as {@code Bash}) without
   * a question.
   */
  public Path settings(String... allowed) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("tui", "default");
    settings.put("permissions", Map.of("allow", List.of(allowed)));
    return settings(mapper.valueToTree(settings));
  }

  /** The transcript of a conversation, once there is one. */
  public Optional<Path> transcript(String conversation) {
    Path projects = home.resolve(".claude/projects");
    if (!Files.isDirectory(projects)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(projects, 2)) {
      return files
          .filter(file -> file.getFileName().toString().equals(conversation + ".jsonl"))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("No transcripts to read in " + projects, e);
    }
  }

  /** What Claude Code says of itself in {@code sessions/PID.json}; empty when not (fully) there. */
  public Optional<JsonNode> sessionFile(long pid) {
    Path file = home.resolve(".claude/sessions/" + pid + ".json");
    try {
      return Files.exists(file)
          ? Optional.of(mapper.readTree(Files.readString(file)))
          : Optional.empty();
    } catch (IOException halfWritten) {
      return Optional.empty();
    }
  }

  private void seed(boolean trust) throws IOException {
    Files.createDirectories(home.resolve(".claude"));
    String suffix = DUMMY_KEY.substring(Math.max(0, DUMMY_KEY.length() - KEY_SUFFIX));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("hasCompletedOnboarding", true);
    config.put(
        "customApiKeyResponses", Map.of("approved", List.of(suffix), "rejected", List.of()));
    config.put(
        "projects", Map.of(project.toString(), Map.of("hasTrustDialogAccepted", trust)));
    write(".claude.json", mapper.valueToTree(config));
  }

  private Path write(String name, JsonNode json) {
    try {
      return Files.writeString(home.resolve(name), mapper.writeValueAsString(json));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + name + " in " + home, e);
    }
  }

  private void git(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder git = new ProcessBuilder(command).redirectErrorStream(true);
    git.environment().clear();
    git.environment().putAll(environment());
    Process process = git.start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException("git " + String.join(" ", arguments) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while git ran", e);
    }
  }
}
