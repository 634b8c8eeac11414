package io.github.claudebridge.cli;

import java.nio.file.Files;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vai logs}: what the bridge wrote about itself or about a session. */
@Command(
    name = "logs",
    description = {
      "Shows the log of a session, or of the bridge. Works without a running bridge.",
      "With --json each entry is an object: at, level, thread, logger, its keys, words, trace."
    },
    footer = {
      "  vai logs",
      "  vai logs 1 --follow",
      "  vai logs 1 --since 10m",
      "  vai logs --json"
    })
final class LogsCommand extends VaiCommand {
  @Parameters(arity = "0..1", paramLabel = "N", description = "A session; default: the bridge.")
  private @Nullable Integer number;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes; Ctrl-C ends it.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only what is newer, packed files too: 10m, 2h, 3d, 2026-11-21, 2026-11-21T10:15.")
  private @Nullable String since;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "COUNT",
      description =
          "How many of the last lines, or entries with --json; default: 50, with --since all.")
  private @Nullable Integer count;

  @Override
  int run() throws Exception {
    var name = number == null ? "bridge.log" : "session_" + session(number) + ".log";
    var file = home().layout().logs().resolve(name);
    if (!Files.exists(file) && !follow) {
      throw CliException.failed(
          file + ": nothing was logged yet", "see what there is: ls " + file.getParent());
    }
    if (!Files.isDirectory(file.getParent())) {
      throw CliException.failed(
          file.getParent() + ": there is no such directory",
          "the bridge makes it: " + home().startCommand());
    }
    var zone = ZoneId.systemDefault();
    var start =
        since == null ? null : LogLines.since(since, InstantSource.system().instant(), zone);
    var wanted = count != null ? count : start != null ? Integer.MAX_VALUE : 50;
    if (wanted < 0) {
      throw CliException.usage("--lines " + wanted + " is out of range", "0 or more");
    }
    var last = new ArrayDeque<String>();
    var live = new boolean[1];
    var lines =
        new LogLines(
            start,
            zone,
            json(),
            text -> {
              if (live[0]) {
                terminal().out().println(text);
                return;
              }
              last.addLast(text);
              if (last.size() > wanted) {
                last.removeFirst();
              }
            });
    if (start != null) {
      new LogArchive(file).read(start, lines::line);
    }
    try (var reader = new LogFollow(file, lines::line, lines::pause)) {
      reader.read();
      if (!follow) {
        reader.finish();
        lines.pause();
      }
      last.forEach(terminal().out()::println);
      if (follow) {
        live[0] = true;
        reader.follow(() -> terminal().out().checkError());
      }
    }
    return ExitStatus.OK;
  }
}
