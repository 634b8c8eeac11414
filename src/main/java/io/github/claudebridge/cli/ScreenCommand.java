package io.github.claudebridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai screen}: what stands on an agent's terminal, as text or as a picture. */
@Command(
    name = "screen",
    description = "Shows what stands on a session's terminal, and which keys a dialog there takes.",
    footer = {"  vai screen 1", "  vai screen 1 --picture now.png", "  vai screen 1 --json"})
final class ScreenCommand extends VaiCommand {
  @Parameters(paramLabel = "N", description = "The session.")
  private int number;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write it to this file as a PNG picture instead; an older one is replaced.")
  private @Nullable Path picture;

  @Override
  int run() throws Exception {
    session(number);
    try (var client = home().client()) {
      if (picture != null) {
        var bytes = client.bytes("/v1/sessions/" + number + "/screen.png");
        write(picture, bytes);
        if (!json()) {
          terminal().say("written to " + picture);
          return ExitStatus.OK;
        }
      }
      var screen = client.get("/v1/sessions/" + number + "/screen");
      if (json()) {
        printJson(screen);
        return ExitStatus.OK;
      }
      screen
          .path("text")
          .asText()
          .lines()
          .map(Terminal::harmless)
          .forEach(terminal().out()::println);
      List<String> keys = new ArrayList<>();
      screen.path("keys").forEach(key -> keys.add(key.asText()));
      if (!keys.isEmpty()) {
        terminal()
            .say("-- a dialog (" + screen.path("dialog").asText() + "): vai keys " + number + " "
                + String.join("|", keys));
      }
      return ExitStatus.OK;
    }
  }

  private static void write(Path file, byte[] bytes) throws CliException {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw CliException.failed(
          "the picture cannot be written to " + file + ": " + e, "choose another file");
    }
  }
}
