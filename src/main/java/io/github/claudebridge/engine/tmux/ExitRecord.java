package io.github.claudebridge.engine.tmux;

import io.github.claudebridge.engine.AgentEvent;
import io.github.claudebridge.engine.AgentEvent.GoneWith;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pane's command left behind about the end of its agent: the exit code in
 * {@code PREFIX.code}, the last screen in {@code PREFIX.screen}.
 */
final class ExitRecord {
  private static final Logger log = LoggerFactory.getLogger(ExitRecord.class);
  private static final int LAST_LINES = 20;
  private static final int MOST_BYTES = 256 * 1024;

  private ExitRecord() {}

  /** Removes the record of the agent before. */
  static void clear(Path prefix) {
    for (String part : List.of(".code", ".screen")) {
      try {
        Files.deleteIfExists(file(prefix, part));
      } catch (IOException e) {
        log.warn("an old exit record could not be removed: {}", e.toString());
      }
    }
  }

  /**
   * The agent's end as far as it was recorded; one that was closed with its pane leaves nothing, or
   * no last screen.
   *
   * @param serverLost whether the tmux server is gone too
   */
  static AgentEvent.Exited read(@Nullable Path prefix, boolean serverLost) {
    if (prefix == null) {
      return new AgentEvent.Exited(null, null, with(serverLost, false));
    }
    String code = text(file(prefix, ".code"));
    String screen = text(file(prefix, ".screen"));
    String number = code == null ? "" : code.strip();
    return new AgentEvent.Exited(
        number.matches("\\d{1,3}") ? Integer.valueOf(number) : null,
        screen == null ? null : lastLines(screen),
        with(serverLost, code != null && screen != null));
  }

  private static GoneWith with(boolean serverLost, boolean recorded) {
    return serverLost
        ? GoneWith.ALL_TERMINALS
        : recorded ? GoneWith.NOTHING : GoneWith.ITS_TERMINAL;
  }

  private static Path file(Path prefix, String part) {
    return prefix.resolveSibling(prefix.getFileName() + part);
  }

  private static @Nullable String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return null;
    } catch (IOException e) {
      log.warn("the exit record {} cannot be read: {}", file.getFileName(), e.toString());
      return null;
    }
  }

  private static String lastLines(String screen) {
    List<String> lines =
        screen.lines().map(String::stripTrailing).filter(l -> !l.isEmpty()).toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
