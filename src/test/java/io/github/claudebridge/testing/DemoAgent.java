package io.github.claudebridge.testing;

import io.github.claudebridge.demo.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/** The demo's agent where a test wants one in the place of Claude Code. */
public final class DemoAgent {
  private DemoAgent() {}

  /** Writes a script that becomes the agent, for {@code agents.claude.command}; its path. */
  public static Path script(Path folder) throws IOException {
    String command =
        ScriptedAgent.command().stream()
            .skip(1)
            .map(w -> w.equals(System.getProperty("java.class.path")) ? Packed.classPath() : w)
            .map(w -> "'" + w + "'")
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("agent.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        set -- %s "$@"
        [ ! -r '%s' ] || set -- %s "$@"
        exec '%s' "$@"
        """
            .formatted(
                command,
                Packed.CACHE,
                String.join(" ", Packed.cached()),
                ScriptedAgent.command().getFirst()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
