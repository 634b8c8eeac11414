package io.github.claudebridge.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** The agent's {@code sessions/PID.json}, rewritten at every change, deleted at a good end. */
final class StatusFile {
  private final Path file;
  private final ObjectNode status = Json.object();
  private final InstantSource time;

  StatusFile(Path configDir, String conversation, Path cwd, String tmux, InstantSource time)
      throws IOException {
    long pid = ProcessHandle.current().pid();
    this.file = Files.createDirectories(configDir.resolve("sessions")).resolve(pid + ".json");
    this.time = time;
    status.put("pid", pid);
    status.put("sessionId", conversation);
    status.put("cwd", cwd.toString());
    status.put("startedAt", time.millis());
    status.put("procStart", procStart());
    status.put("version", ScriptedAgent.VERSION);
    status.put("kind", "interactive");
    status.put("entrypoint", "cli");
    if (!tmux.isEmpty()) {
      status.put("tmux", tmux);
    }
  }

  synchronized void conversation(String conversation) {
    status.put("sessionId", conversation);
  }

  synchronized void idle() {
    write("idle", "");
  }

  synchronized void busy() {
    write("busy", "");
  }

  synchronized void waiting(String waitingFor) {
    write("waiting", waitingFor);
  }

  /** Whether it was still there, which only the first caller sees. */
  synchronized boolean delete() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("demo agent: cannot delete " + file + ": " + e.getMessage());
      return false;
    }
  }

  private void write(String state, String waitingFor) {
    status.put("status", state);
    status.put("updatedAt", time.millis());
    status.put("statusUpdatedAt", time.millis());
    status.remove("waitingFor");
    if (!waitingFor.isEmpty()) {
      status.put("waitingFor", waitingFor);
    }
    try {
      Files.writeString(file, Json.write(status));
    } catch (IOException e) {
      System.err.println("demo agent: cannot write " + file + ": " + e.getMessage());
    }
  }

  private static String procStart() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
  }
}
