package io.github.claudebridge.cli;

import io.github.claudebridge.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Passes on the lines of a log that are new enough; a line without a time has that of the last. */
final class LogLines {
  private static final Pattern TIME =
      Pattern.compile(
          "^\\[?(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?"
              + "(Z|[+-]\\d\\d:?\\d\\d)?");
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  private final @Nullable Instant since;
  private final ZoneId zone;
  private @Nullable Instant at;

  LogLines(@Nullable Instant since, ZoneId zone) {
    this.since = since;
    this.zone = zone;
  }

  /** Whether the line is new enough to be shown. */
  boolean wants(String line) {
    time(line, zone).ifPresent(time -> at = time);
    return since == null || (at != null && !at.isBefore(since));
  }

  /** The line, harmless or as a JSON object with {@code at} and {@code text}. */
  String form(String line, boolean json) {
    if (!json) {
      return Terminal.harmless(line);
    }
    var object = Json.object();
    object.put("at", at == null ? null : at.toString());
    return Json.write(object.put("text", line));
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
