package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Binding;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The session that a channel is bound to after setup.
 *
 * @param running whether the bridge runs
 */
record SessionOfChannel(int number, String channel, boolean running) {

  /**
   * Finds the channel's session, or makes one.
   *
   * @param channel a Discord id, or {@code local} for the first local channel
   * @param directory where its agent works, or null for what the settings say
   */
  static SessionOfChannel of(BridgeHome home, String channel, @Nullable Path directory)
      throws CliException {
    var wanted = channel.equals("local") ? "local-1" : channel;
    var at = directory == null ? null : directory.toAbsolutePath().normalize();
    try (var client = home.client()) {
      for (var each : client.get("/v1/sessions")) {
        if (each.path("channel").asText().equals(wanted)) {
          return new SessionOfChannel(each.path("session").asInt(), wanted, true);
        }
      }
      var body = Json.object().put("channel", wanted);
      if (at != null) {
        body.put("directory", at.toString());
      }
      var made = client.post("/v1/sessions", body);
      return new SessionOfChannel(made.path("session").asInt(), wanted, true);
    } catch (CliException problem) {
      if (problem.status() != ExitStatus.NOT_RUNNING) {
        throw problem;
      }
    }
    var sessions = home.settings().sessions();
    try (var store = home.bindings()) {
      var there = store.of(wanted);
      if (there.isPresent()) {
        return new SessionOfChannel(there.get().session(), wanted, false);
      }
      var number = store.nextNumber();
      store.add(
          new Binding(
              number,
              wanted,
              "session-" + number,
              at == null ? sessions.directory() : at,
              sessions.agent(),
              null,
              null));
      return new SessionOfChannel(number, wanted, false);
    } catch (IOException broken) {
      throw CliException.failed("the bindings cannot be stored: " + broken.getMessage());
    }
  }
}
