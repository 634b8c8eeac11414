package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an agent does at the moment, in a line of a terminal. */
final class LiveLine {
  private static final int MOST = 60;

  private LiveLine() {}

  /** The tool that runs; empty if none does. */
  static String tool(JsonNode live) {
    var tool = live.path("tool").asText("");
    if (tool.isEmpty() || live.path("tool").isNull()) {
      return "";
    }
    var subject = live.path("subject").asText();
    var line = subject.isEmpty() ? tool : tool + " " + subject;
    return Terminal.harmless(line.length() > MOST ? line.substring(0, MOST - 1) + "…" : line);
  }

  /** The lines of {@code vai status N}. */
  static void details(Terminal terminal, JsonNode live) {
    row(terminal, "verbosity", live.path("verbosity").asText());
    if (!live.path("working").asBoolean()) {
      return;
    }
    row(terminal, "working for", elapsed(live.path("since").asText()));
    var tool = tool(live);
    if (!tool.isEmpty()) {
      row(terminal, "tool", tool + " (" + elapsed(live.path("toolSince").asText()) + ")");
    }
    List<String> used = new ArrayList<>();
    used.add(live.path("tools").asText() + " tools");
    used.add(live.path("filesChanged").asText() + " files changed");
    used.add(live.path("tokens").asText() + " tokens written");
    row(terminal, "so far", String.join(", ", used));
  }

  private static void row(Terminal terminal, String name, String value) {
    terminal.say("%-16s %s".formatted(name, value));
  }

  private static String elapsed(String since) {
    var seconds = Math.max(0, Duration.between(Instant.parse(since), Instant.now()).toSeconds());
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }
}
