package io.github.claudebridge.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what is new enough in a log: its lines, harmless, or its entries as JSON objects. A
 * line without a time belongs to the entry before, and is as new.
 */
final class LogLines {
  private static final Pattern TIME =
      Pattern.compile(
          "^\\[?(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?"
              + "(Z|[+-]\\d\\d:?\\d\\d)?");
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  private final @Nullable Instant since;
  private final ZoneId zone;
  private final boolean json;
  private final Consumer<String> out;
  private @Nullable Instant at;
  private @Nullable LogEntry open;

  /**
   * @param since what is older is left out; null for nothing
   * @param json whether entries become objects
   * @param out takes each line of what is shown
   */
  LogLines(@Nullable Instant since, ZoneId zone, boolean json, Consumer<String> out) {
    this.since = since;
    this.zone = zone;
    this.json = json;
    this.out = out;
  }

  /** The next line of the log. */
  void line(String line) {
    Optional<Instant> time = time(line, zone);
    if (time.isPresent()) {
      pause();
      at = time.get();
    }
    if (since != null && (at == null || at.isBefore(since))) {
      return;
    }
    if (!json) {
      out.accept(Terminal.harmless(line));
    } else if (open != null) {
      open.goesOn(line);
    } else {
      open = LogEntry.of(line, at);
    }
  }

  /** There are no more lines for now: what is open is complete. */
  void pause() {
    if (open != null) {
      out.accept(open.json());
      open = null;
    }
  }

  static Optional<Instant> time(String line, ZoneId zone) {
    var match = TIME.matcher(line);
    if (!match.find()) {
      return Optional.empty();
    }
    var fraction = match.group(3) == null ? "" : "." + match.group(3);
    var text = match.group(1) + "T" + match.group(2) + fraction;
    try {
      if (match.group(4) == null) {
        return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
      }
      var offset = match.group(4).replaceFirst("^([+-]\\d\\d)(\\d\\d)$", "$1:$2");
      return Optional.of(OffsetDateTime.parse(text + offset).toInstant());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /**
   * Reads what {@code --since} says: {@code 10m}, {@code 2h}, a date, or a time as in the log.
   *
   * @throws CliException if it is none of these
   */
  static Instant since(String text, Instant now, ZoneId zone) throws CliException {
    var ago = AGO.matcher(text);
    if (ago.matches()) {
      var count = Long.parseLong(ago.group(1));
      return now.minus(
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    try {
      return text.matches("\\d{4}-\\d\\d-\\d\\d")
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : time(text.matches(".*:\\d\\d:\\d\\d.*") ? text : text + ":00", zone).orElseThrow();
    } catch (DateTimeException | java.util.NoSuchElementException wrong) {
      throw CliException.usage(
          "--since '" + text + "' is no time", "write 10m, 2h, 3d, 2026-11-21 or 2026-11-21T10:15");
    }
  }
}
