package io.github.claudebridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The pinned Claude Code that tests run, installed once by npm into a cache.
 *
 * <p>The cache is {@code $CLAUDE_BRIDGE_TEST_CACHE} or {@code ~/.cache/claude-bridge}. Several
 * builds may ask at once: a file lock lets one install, into a directory that is renamed when it is
 * whole.
 */
public final class ClaudeInstall {
  /** The version that the notes and fixtures speak of. */
  public static final String VERSION =
      System.getenv().getOrDefault("CLAUDE_BRIDGE_TEST_CLAUDE", "2.1.329");

  private static final String PACKAGE = "@anthropic-ai/claude-code@" + VERSION;
  private static final int NPM_MINUTES = 10;

  /** Where it is, or why not. */
  public sealed interface Result {
    /** Ready to run. */
    record Found(Path binary) implements Result {}

    /** Not to be had here; the reason is a sentence for a person. */
    record Missing(String reason) implements Result {}
  }

  private final Path cache;
  private final Map<String, String> environment;

  ClaudeInstall(Path cache, Map<String, String> environment) {
    this.cache = cache;
    this.environment = environment;
  }

  /** Finds or installs it. */
  public static Result find() {
    Map<String, String> environment = System.getenv();
    String configured = environment.getOrDefault("CLAUDE_BRIDGE_TEST_CACHE", "");
    Path cache =
        configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "claude-bridge")
            : Path.of(configured);
    return new ClaudeInstall(cache, environment).findOrInstall();
  }

  /** The binary, or the end of this test, as {@link Skip} has it. */
  public static Path required() {
    return required(find());
  }

  static Path required(Result result) {
    return switch (result) {
      case Result.Found found -> found.binary();
      case Result.Missing missing ->
          Skip.aloud("Claude Code " + VERSION + " is missing: " + missing.reason());
    };
  }

  Result findOrInstall() {
    Path home = cache.resolve("claude-code-" + VERSION);
    Path binary = home.resolve("node_modules/.bin/claude");
    if (Files.isExecutable(binary)) {
      return new Result.Found(binary);
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("install.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && Files.isExecutable(binary)) {
          return new Result.Found(binary);
        }
        return install(home, binary);
      }
    } catch (IOException e) {
      return new Result.Missing("the cache " + cache + " cannot be used (" + e + ")");
    }
  }

  private Result install(Path home, Path binary) throws IOException {
    Path temp = Files.createTempDirectory(cache, "installing-");
    try {
      Path log = temp.resolve("npm.log");
      String failure = npm(temp, log);
      if (!failure.isEmpty()) {
        return new Result.Missing(failure);
      }
      if (!Files.isExecutable(temp.resolve("node_modules/.bin/claude"))) {
        return new Result.Missing("npm installed " + PACKAGE + " without its program");
      }
      deleteAll(home);
      Files.move(temp, home, StandardCopyOption.ATOMIC_MOVE);
      return new Result.Found(binary);
    } finally {
      deleteAll(temp);
    }
  }

  /** Runs npm; an empty string is success, all else the reason. */
  private String npm(Path prefix, Path log) throws IOException {
    ProcessBuilder npm =
        new ProcessBuilder(
                "/usr/bin/env",
                "npm",
                "install",
                "--prefix",
                prefix.toString(),
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                PACKAGE)
            .directory(prefix.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    npm.environment().clear();
    npm.environment().putAll(npmEnvironment());
    try {
      Process process = npm.start();
      process.getOutputStream().close();
      if (!process.waitFor(NPM_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return "npm did not end within " + NPM_MINUTES + " minutes";
      }
      if (process.exitValue() == 0) {
        return "";
      }
      List<String> said = Files.readAllLines(log);
      String end = String.join(" / ", said.subList(Math.max(0, said.size() - 6), said.size()));
      return "npm ended with " + process.exitValue() + ": " + end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while npm ran";
    } catch (IOException e) {
      return "npm cannot be started (" + e.getMessage() + "); install Node.js with npm";
    }
  }

  /** Only what npm needs to find itself and its registry; nothing else of ours reaches it. */
  private Map<String, String> npmEnvironment() {
    Map<String, String> kept = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (List.of("path", "home", "node_extra_ca_certs").contains(lower)
              || lower.startsWith("npm_config_")
              || lower.endsWith("_proxy")) {
            kept.put(name, value);
          }
        });
    return kept;
  }

  private static void deleteAll(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
