package io.github.claudebridge.app;

import io.github.claudebridge.process.ProgramResult;
import io.github.claudebridge.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent's program says of its own options; asked once for each program and version. */
final class AgentHelp {
  private static final Logger log = LoggerFactory.getLogger(AgentHelp.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, String> known = new ConcurrentHashMap<>();

  /** The help text, or an empty text where the program does not tell. */
  String of(String command, Map<String, String> environment) {
    Path program = find(command, environment);
    return known.computeIfAbsent(key(program), key -> ask(program, environment));
  }

  private static String key(Path program) {
    try {
      Path real = program.toRealPath();
      return real + " " + Files.getLastModifiedTime(real) + " " + Files.size(real);
    } catch (IOException e) { // not there: the start itself tells that better
      return program.toString();
    }
  }

  private static String ask(Path program, Map<String, String> environment) {
    try {
      ProgramResult said =
          Programs.run(List.of(program.toString(), "--help"), environment, PATIENCE);
      return said.succeeded() ? said.out() : "";
    } catch (IOException e) {
      log.info("{} does not tell its options: {}", program, e.getMessage());
      return "";
    }
  }

  private static Path find(String command, Map<String, String> environment) {
    if (command.contains("/")) {
      return Path.of(command);
    }
    for (String folder : Objects.requireNonNullElse(environment.get("PATH"), "").split(":")) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(command);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Path.of(command);
  }
}
