package io.github.claudebridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quiet hours end when their zone's clock says so. */
class QuietHoursTest {
  @ParameterizedTest
  @CsvSource({
    "22:00-07:00, Europe/Berlin, 2026-01-10T23:30:00Z, 2026-01-11T06:00:00Z",
    "22:00-07:00, Europe/Berlin, 2026-01-10T05:59:59Z, 2026-01-10T06:00:00Z",
    "22:00-07:00, Europe/Berlin, 2026-01-10T06:00:00Z, 2026-01-10T06:00:00Z",
    "22:00-07:00, Europe/Berlin, 2026-01-10T20:59:59Z, 2026-01-10T20:59:59Z",
    "22:00-07:00, Europe/Berlin, 2026-01-10T21:00:00Z, 2026-01-11T06:00:00Z",
    "12:00-13:30, UTC, 2026-01-10T12:15:00Z, 2026-01-10T13:30:00Z",
    "12:00-13:30, UTC, 2026-01-10T14:15:00Z, 2026-01-10T14:15:00Z",
    "08:00-08:00, UTC, 2026-01-10T08:00:00Z, 2026-01-10T08:00:00Z",
    // the night in which the clocks go forward, 02:00 to 03:00
    "22:00-07:00, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T05:00:00Z"
  })
  void theFirstMomentAfterThem(String hours, String zone, String moment, String end) {
    assertThat(hours).matches(QuietHours.PATTERN);
    assertThat(QuietHours.parse(hours, ZoneId.of(zone)).endAfter(Instant.parse(moment)))
        .isEqualTo(Instant.parse(end));
  }
}
