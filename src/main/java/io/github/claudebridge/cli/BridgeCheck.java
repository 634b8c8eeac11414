package io.github.claudebridge.cli;

import io.github.claudebridge.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Whether the bridge runs, and could be reached. */
final class BridgeCheck implements Check {
  /** What a Unix socket's path may have on Linux, without its end mark. */
  private static final int SOCKET_BYTES = 107;

  @Override
  public List<Finding> look(Patient patient) {
    var findings = new ArrayList<Finding>();
    var socket = patient.layout().socket();
    var bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SOCKET_BYTES) {
      findings.add(
          Finding.fail(
              "socket",
              "%s is %d bytes long, a socket may have %d".formatted(socket, bytes, SOCKET_BYTES),
              "set state-dir to a shorter path"));
    }
    try (var client = new BridgeClient(socket, patient.home().startCommand())) {
      var health = client.get("/v1/health");
      findings.add(
          Finding.ok(
              "bridge",
              "%s runs as process %s; sessions: %d"
                  .formatted(
                      health.path("version").asText(),
                      health.path("pid").asText(),
                      health.path("sessions").size())));
      for (var session : health.path("sessions")) {
        var state = session.path("state").asText();
        if (state.equals("lost")) {
          var number = session.path("session").asText();
          findings.add(
              Finding.warn(
                  "session " + number,
                  "its agent is gone: " + session.path("detail").asText(),
                  "vai recover " + number));
        }
      }
    } catch (CliException problem) {
      if (problem.status() == ExitStatus.NOT_RUNNING) {
        var stale = Files.exists(socket) ? " (an old socket is left, which does no harm)" : "";
        findings.add(Finding.warn("bridge", "not running" + stale, patient.home().startCommand()));
        port(patient, findings);
      } else {
        findings.add(
            Finding.fail(
                "bridge", "does not answer well: " + problem.getMessage(), "see: vai logs"));
      }
    }
    return findings;
  }

  private static void port(Patient patient, List<Finding> findings) {
    var port = patient.settings().api().port();
    if (port == 0) {
      findings.add(Finding.ok("port", "a free one is chosen at the start"));
      return;
    }
    try (var probe = new ServerSocket(port, 1, InetAddress.getByName(Settings.Api.HOST))) {
      findings.add(Finding.ok("port", probe.getLocalPort() + " is free"));
    } catch (IOException taken) {
      findings.add(
          Finding.fail(
              "port",
              port + " is taken by another program",
              "set api.port to another one, or 0, in config/bridge.yaml"));
    }
  }
}
