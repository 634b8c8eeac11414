package io.github.claudebridge.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of one bridge lies.
 *
 * @param project the project directory: the settings and {@code .env} are there
 * @param state the directory of everything this bridge writes; the project directory unless a
 *     second bridge keeps its state elsewhere
 */
public record Layout(Path project, Path state) {
  /** The longest path a Unix socket can have on Linux: sun_path is 108 bytes with its end mark. */
  private static final int SOCKET_BYTES = 107;

  public Layout {
    project = project.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
  }

  /**
   * @param stateDir what {@link Settings#stateDir()} says
   */
  public static Layout of(Path project, @Nullable Path stateDir) {
    return new Layout(project, stateDir == null ? project : project.resolve(stateDir));
  }

  public Path dotEnv() {
    return project.resolve(".env");
  }

  public Path bindings() {
    return state.resolve("config").resolve("sessions.json");
  }

  public Path run() {
    return state.resolve("run");
  }

  public Path store() {
    return run().resolve("bridge.db");
  }

  public Path socket() {
    return run().resolve("bridge.sock");
  }

  /** The file whose lock makes this the only bridge on the state; it names the holder's pid. */
  public Path lock() {
    return run().resolve("bridge.lock");
  }

  /** Where the API's port is remembered once it was chosen. */
  public Path port() {
    return run().resolve("api.port");
  }

  public Path attachments() {
    return state.resolve("attachments");
  }

  public Path logs() {
    return state.resolve("logs");
  }

  /** The newest sample of what is measured. */
  public Path metrics() {
    return logs().resolve("metrics.json");
  }

  public Path audit() {
    return logs().resolve("audit.log");
  }

  /**
   * Makes the directories, closed to everybody else, and checks what is already there.
   *
   * @throws BadSettingsException with everything that is wrong, each with its mend
   */
  public void prepare() throws BadSettingsException {
    var problems = new ArrayList<String>();
    var bytes = socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SOCKET_BYTES) {
      problems.add(
          "%s: is %d bytes long, a Unix socket's path may have %d; set state-dir to a shorter path"
              .formatted(socket(), bytes, SOCKET_BYTES));
    }
    attempt(problems, project, () -> PrivateFiles.notForAll(project));
    attempt(
        problems,
        bindings().getParent(),
        () -> {
          for (var shared : List.of(state, bindings().getParent())) {
            if (!Files.exists(shared)) {
              PrivateFiles.directory(shared);
            }
            PrivateFiles.notForAll(shared);
          }
        });
    for (var path : List.of(run(), attachments(), logs())) {
      attempt(problems, path, () -> PrivateFiles.directory(path));
    }
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
  }

  private interface Step {
    void run() throws BadSettingsException, IOException;
  }

  private static void attempt(List<String> problems, Path path, Step step) {
    try {
      step.run();
    } catch (BadSettingsException wrong) {
      problems.addAll(wrong.problems());
    } catch (IOException broken) {
      problems.add(
          "%s: cannot be prepared: %s; check that the directory above it can be written"
              .formatted(path, broken));
    }
  }
}
