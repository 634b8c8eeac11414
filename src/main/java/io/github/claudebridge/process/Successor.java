package io.github.claudebridge.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program that is started when this process has ended, and that nobody waits for. */
public final class Successor {
  /** Ten seconds at most: where nobody collects the dead, this process stays in the list. */
  private static final String WAIT =
      "i=0; while kill -0 \"$0\" 2>/dev/null && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done;"
          + " exec \"$@\"";

  private Successor() {}

  /**
   * Lets it wait. It has this process's environment.
   *
   * @param command the program and its arguments
   * @param directory where it runs
   * @param said where its output goes, in place of what is there
   * @throws IOException if no process can be started
   */
  public static void prepare(List<String> command, Path directory, Path said) throws IOException {
    List<String> all =
        Stream.concat(
                Stream.of("sh", "-c", WAIT, Long.toString(ProcessHandle.current().pid())),
                command.stream())
            .toList();
    new ProcessBuilder(all)
        .directory(directory.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }
}
