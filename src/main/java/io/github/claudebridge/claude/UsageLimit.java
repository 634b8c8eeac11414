package io.github.claudebridge.claude;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The word of Claude Code that a limit of the plan is reached, as read from what it says.
 *
 * <p>It tells the time without its seconds, mostly without a date, and in a time zone of its own
 * choice: "You've hit your session limit · resets 3:40pm (Asia/Tokyo)". Spend limits and the limits
 * of an API key are none of these: waiting does not help there, or not for long.
 *
 * @param name its name for the limit, such as "weekly limit"
 * @param resets when it is over, or null where it does not say
 */
public record UsageLimit(String name, @Nullable Instant resets) {

  /** A time that is told without its seconds is over a minute later at the latest. */
  private static final Duration SECONDS = Duration.ofMinutes(1);

  /** A session's limit is never further away than this; then it is a time of the day before. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(5).plusMinutes(10);

  /** How long ago a time without a date may lie that was told just now. */
  private static final Duration JUST_OVER = Duration.ofMinutes(10);

  private static final Pattern HIT =
      Pattern.compile(
          "(?i)\\byou(?:['’]ve| have) (?:hit|reached) your ((?:[\\w.-]+ ){0,3}?limit)\\b");
  private static final Pattern REACHED =
      Pattern.compile(
          "(?i)\\b((?:claude (?:(?:ai|max|pro) )?usage|usage|session|5-hour|five-hour|weekly"
              + "|(?:opus|sonnet|fable)(?: weekly)?) limit) reached");
  private static final Pattern WAITING_HELPS_NOT =
      Pattern.compile("(?i)spend|budget|credit|fast|monthly|context|rate limit");
  private static final Pattern EPOCH = Pattern.compile("limit reached\\|(\\d{10,13})\\b");
  private static final Pattern ISO =
      Pattern.compile("resets?(?: at)? (\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d(?::\\d\\d)?)(Z?)");
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)resets?(?: at| on)?:? (?:([a-z]{3})[a-z]*\\.? (\\d{1,2})(?:st|nd|rd|th)?"
              + "(?:,? (\\d{4}))?(?:,| at)? )?(\\d{1,2})(?::(\\d{2}))?\\s?([ap]m)?\\b"
              + "(?: \\(([A-Za-z0-9_+/-]{1,60})\\))?");

  /**
   * Reads what Claude Code said about a limit.
   *
   * @param text hostile
   * @param now when it was said
   * @param home the time zone that is meant where none is told
   * @return empty if it is not about a limit of the plan
   */
  public static Optional<UsageLimit> read(String text, Instant now, ZoneId home) {
    String start = text.length() > 2_000 ? text.substring(0, 2_000) : text;
    Matcher hit = HIT.matcher(start);
    Matcher reached = REACHED.matcher(start);
    String name;
    int at;
    if (hit.find()) {
      name = hit.group(1);
      at = hit.end();
    } else if (reached.find()) {
      name = reached.group(1);
      at = reached.start();
    } else {
      return Optional.empty();
    }
    if (WAITING_HELPS_NOT.matcher(name).find()) {
      return Optional.empty();
    }
    return Optional.of(new UsageLimit(plain(name), time(start.substring(at), name, now, home)));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("claude") || lower.equals("limit") || lower.equals("usage limit")
        ? "usage limit"
        : name;
  }

  private static @Nullable Instant time(String text, String name, Instant now, ZoneId home) {
    try {
      Matcher epoch = EPOCH.matcher(text);
      if (epoch.find()) {
        long number = Long.parseLong(epoch.group(1));
        return number > 99_999_999_999L
            ? Instant.ofEpochMilli(number)
            : Instant.ofEpochSecond(number);
      }
      Matcher iso = ISO.matcher(text);
      if (iso.find()) {
        ZoneId zone = iso.group(3).isEmpty() ? home : ZoneId.of("UTC");
        return LocalDateTime.parse(iso.group(1) + "T" + iso.group(2)).atZone(zone).toInstant();
      }
      Matcher said = SAID.matcher(text);
      return said.find() ? said(said, name, now, home) : null;
    } catch (DateTimeException | NumberFormatException e) {
      return null; // a time that there is not is no time
    }
  }

  private static @Nullable Instant said(Matcher m, String name, Instant now, ZoneId home) {
    if (m.group(5) == null && m.group(6) == null) {
      return null; // a bare number may be anything
    }
    ZoneId zone = m.group(7) == null ? home : ZoneId.of(m.group(7));
    LocalTime time = LocalTime.of(hour(m), m.group(5) == null ? 0 : Integer.parseInt(m.group(5)));
    ZonedDateTime here = now.atZone(zone);
    if (m.group(1) != null) {
      return dated(m, time, here).toInstant().plus(SECONDS);
    }
    ZonedDateTime next = here.with(time);
    if (next.plus(SECONDS).plus(JUST_OVER).isBefore(here)) {
      next = here.plusDays(1).with(time);
    }
    boolean session = name.matches("(?i).*(session|5-hour|five-hour).*");
    if (session && Duration.between(here, next).compareTo(LONGEST_SESSION) > 0) {
      next = next.minusDays(1); // read late: it is over already
    }
    return next.toInstant().plus(SECONDS);
  }

  private static int hour(Matcher m) {
    int hour = Integer.parseInt(m.group(4));
    if (m.group(6) == null) {
      return hour;
    }
    if (hour < 1 || hour > 12) {
      throw new DateTimeException("there is no " + hour + " o'clock with am or pm");
    }
    return hour % 12 + (m.group(6).equalsIgnoreCase("pm") ? 12 : 0);
  }

  private static ZonedDateTime dated(Matcher m, LocalTime time, ZonedDateTime here) {
    int month = 0;
    for (Month each : Month.values()) {
      if (each.name().substring(0, 3).equalsIgnoreCase(m.group(1))) {
        month = each.getValue();
      }
    }
    int day = Integer.parseInt(m.group(2));
    int year = m.group(3) == null ? here.getYear() : Integer.parseInt(m.group(3));
    ZonedDateTime then =
        java.time.LocalDate.of(year, month, day).atTime(time).atZone(here.getZone());
    boolean past = then.isBefore(here.minusDays(30)); // "Jan 2" said in December
    return m.group(3) == null && past ? then.plusYears(1) : then;
  }
}
