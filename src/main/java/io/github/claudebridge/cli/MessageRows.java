package io.github.claudebridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.model.Rung;
import io.github.claudebridge.text.Columns;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Messages as people are shown them: how far each got, its first words, when it got there. */
final class MessageRows {
  private static final int WIDTH = 80;
  private static final List<String> LADDER =
      Arrays.stream(Rung.values()).map(Rung::word).toList();

  private final Terminal terminal;
  private final String indent;
  private final ZonedDateTime now;

  /**
   * @param indent what each line begins with
   * @param now the time, where the reader is
   */
  MessageRows(Terminal terminal, String indent, ZonedDateTime now) {
    this.terminal = terminal;
    this.indent = indent;
    this.now = now;
  }

  /** As the reader's clock shows it now. */
  static MessageRows at(Terminal terminal, String indent) {
    return new MessageRows(terminal, indent, ZonedDateTime.now(ZoneId.systemDefault()));
  }

  void print(JsonNode messages) {
    messages.forEach(this::row);
  }

  private void row(JsonNode message) {
    var reason = line(message.path("reason"));
    var head =
        "%s  %s  %s"
            .formatted(
                line(message.path("id")),
                line(message.path("author")),
                line(message.path("rung")) + (reason.isEmpty() ? "" : ": " + reason));
    wrapped(indent, Stream.of(head.split("(?<= )(?! )")), "").forEach(terminal::say);
    var text = line(message.path("text"));
    if (!text.isEmpty()) {
      terminal.say(indent + "  " + cut(text, WIDTH - indent.length() - 2));
    }
    wrapped(indent + "  ", times(message.path("times")), " · ")
        .forEach(line -> terminal.out().println(terminal.dim(Terminal.harmless(line))));
  }

  /** Each rung with its time: the first as a clock shows it, the others by how much later. */
  private Stream<String> times(JsonNode times) {
    var reached =
        times.properties().stream()
            .map(each -> Map.entry(each.getKey(), Instant.parse(each.getValue().asText())))
            .sorted( // a message that was sent again has failed before it was queued
                Comparator.<Map.Entry<String, Instant>, Boolean>comparing(
                        each -> !each.getKey().equals(Rung.RECEIVED.word()))
                    .thenComparing(Map.Entry::getValue)
                    .thenComparing(each -> LADDER.indexOf(each.getKey())))
            .toList();
    return reached.stream()
        .map(
            each ->
                each.getKey()
                    + " "
                    + (each == reached.getFirst()
                        ? clock(each.getValue())
                        : later(Duration.between(reached.getFirst().getValue(), each.getValue()))));
  }

  private String clock(Instant at) {
    var here = at.atZone(now.getZone());
    var today = here.toLocalDate().equals(now.toLocalDate());
    return DateTimeFormatter.ofPattern(today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss").format(here);
  }

  /** Such as {@code +0.4 s}; with a minus if the clock was set back meanwhile. */
  private static String later(Duration after) {
    var sign = after.isNegative() ? "-" : "+";
    var whole = after.abs();
    if (whole.toMillis() < 9_950) {
      return String.format(Locale.ROOT, "%s%.1f s", sign, whole.toMillis() / 1e3);
    }
    var rounded = whole.plusMillis(500).toSeconds();
    if (rounded < 60) {
      return sign + rounded + " s";
    }
    if (rounded < 3_600) {
      return "%s%d min %d s".formatted(sign, rounded / 60, rounded % 60);
    }
    return rounded < 86_400
        ? "%s%d h %d min".formatted(sign, rounded / 3_600, rounded / 60 % 60)
        : "%s%d d %d h".formatted(sign, rounded / 86_400, rounded / 3_600 % 24);
  }

  /** Pieces in as few lines as they fit in. */
  private static List<String> wrapped(String indent, Stream<String> pieces, String between) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    pieces.forEach(
        piece -> {
          if (!line.isEmpty() && Columns.of(indent + line + between + piece.strip()) > WIDTH) {
            lines.add(indent + line.toString().stripTrailing());
            line.setLength(0);
          }
          line.append(line.isEmpty() ? "" : between).append(piece);
        });
    if (!line.isEmpty()) {
      lines.add(indent + line.toString().stripTrailing());
    }
    return lines;
  }

  private static String line(JsonNode text) {
    return Terminal.harmless(text.asText("")).replaceAll("\\s+", " ").strip();
  }

  private static String cut(String text, int columns) {
    if (Columns.of(text) <= columns) {
      return text;
    }
    var end = 0;
    for (var used = 1; ; end += Character.charCount(text.codePointAt(end))) {
      used += Columns.of(text.codePointAt(end));
      if (used > columns) {
        return text.substring(0, end) + "…";
      }
    }
  }
}
