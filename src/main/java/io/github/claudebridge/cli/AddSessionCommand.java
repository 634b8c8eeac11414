package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudebridge.json.Json;
import io.github.claudebridge.model.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai add-session}: binds a channel to a new session. */
@Command(
    name = "add-session",
    description = "Makes a session and binds a channel to it.",
    footer = {
      "  vai add-session local",
      "  vai add-session 123456789012345678 --name website --dir ~/projects/website",
      "  vai add-session local --agent claude --model opus --permission-mode plan"
    })
final class AddSessionCommand extends VaiCommand {
  @Parameters(
      paramLabel = "CHANNEL",
      description = "The id of a Discord channel or thread, or 'local' for this machine only.")
  private String channel = "";

  @Option(names = "--name", paramLabel = "TEXT", description = "What people call it.")
  private @Nullable String name;

  @Option(
      names = {"--dir", "--directory"},
      paramLabel = "DIR",
      description = "Where its agent works.")
  private @Nullable Path directory;

  @Option(names = "--agent", paramLabel = "NAME", description = "Its agent, as in the settings.")
  private @Nullable String agent;

  @Option(names = "--model", paramLabel = "NAME", description = "The model it starts with.")
  private @Nullable String model;

  @Option(
      names = "--permission-mode",
      paramLabel = "MODE",
      description = "The permission mode it starts with.")
  private @Nullable String permissionMode;

  @Override
  int run() throws Exception {
    if (!channel.matches("\\d{1,20}|local(-[1-9]\\d{0,2})?")) {
      throw CliException.usage(
          "'" + channel + "' is no channel",
          "write a Discord id (digits only), or local for a session without Discord");
    }
    var at = directory == null ? null : directory.toAbsolutePath().normalize();
    if (at != null && !Files.isDirectory(at)) {
      throw CliException.failed(at + ": there is no such directory", "make it: mkdir -p " + at);
    }
    JsonNode made;
    var running = true;
    try (var client = home().client()) {
      var body = Json.object();
      body.put("channel", free(taken(client.get("/v1/sessions"))));
      putIf(body, "name", name);
      putIf(body, "directory", at == null ? null : at.toString());
      putIf(body, "agent", agent);
      putIf(body, "model", model);
      putIf(body, "permissionMode", permissionMode);
      made = client.post("/v1/sessions", body);
    } catch (CliException problem) {
      if (problem.status() != ExitStatus.NOT_RUNNING) {
        throw problem;
      }
      running = false;
      made = bind(at);
    }
    if (json()) {
      printJson(made);
    } else {
      var number = made.path("session").asText();
      terminal().say("session " + number + " is bound to " + made.path("channel").asText());
      terminal()
          .say(
              running
                  ? "Talk to it: vai chat " + number
                  : "The bridge is not running; start it with " + home().startCommand());
    }
    return ExitStatus.OK;
  }

  private JsonNode bind(@Nullable Path at) throws CliException {
    var settings = home().settings();
    var chosen = agent == null ? settings.sessions().agent() : agent;
    if (!settings.agents().containsKey(chosen)) {
      throw CliException.usage(
          "there is no agent '" + chosen + "'",
          "known: " + String.join(", ", settings.agents().keySet().stream().sorted().toList()));
    }
    try (var store = home().bindings()) {
      var number = store.nextNumber();
      var binding =
          new Binding(
              number,
              free(store.current().stream().map(Binding::channel).toList()),
              name == null ? "session-" + number : name,
              at == null ? settings.sessions().directory() : at,
              chosen,
              model,
              permissionMode);
      store.add(binding);
      return SessionRows.of(List.of(binding)).get(0);
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      throw CliException.failed(String.valueOf(wrong.getMessage()), "see: vai list-sessions");
    } catch (IOException broken) {
      throw CliException.failed("the bindings cannot be stored: " + broken.getMessage());
    }
  }

  private static List<String> taken(JsonNode sessions) {
    return java.util.stream.StreamSupport.stream(sessions.spliterator(), false)
        .map(each -> each.path("channel").asText())
        .toList();
  }

  /** The channel that was asked for; for a local one without a number the next free. */
  private String free(List<String> taken) {
    if (!channel.equals("local")) {
      return channel;
    }
    var next = 1;
    while (taken.contains("local-" + next)) {
      next++;
    }
    return "local-" + next;
  }

  private static void putIf(ObjectNode body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }
}
