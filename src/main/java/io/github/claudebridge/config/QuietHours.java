package io.github.claudebridge.config;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The hours of each day in which nothing is begun by itself.
 *
 * @param from their first minute
 * @param to the first minute after them; earlier than {@code from} where they go over midnight
 * @param zone whose clock it is
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

  /** What such hours look like in the settings: {@code 22:00-07:00}. */
  public static final String PATTERN = "([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d";

  /** Reads hours that look like {@link #PATTERN}. */
  public static QuietHours parse(String text, ZoneId zone) {
    String[] ends = text.strip().split("-");
    return new QuietHours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]), zone);
  }

  /** The first moment from the given one on that is not in them. */
  public Instant endAfter(Instant moment) {
    ZonedDateTime here = moment.atZone(zone);
    LocalTime time = here.toLocalTime();
    boolean overnight = to.isBefore(from);
    boolean in =
        overnight
            ? !time.isBefore(from) || time.isBefore(to)
            : !time.isBefore(from) && time.isBefore(to);
    if (!in) {
      return moment;
    }
    ZonedDateTime end = here.with(to);
    return (end.isAfter(here) ? end : here.plusDays(1).with(to)).toInstant();
  }
}
