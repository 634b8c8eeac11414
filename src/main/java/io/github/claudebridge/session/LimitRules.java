package io.github.claudebridge.session;

import io.github.claudebridge.config.QuietHours;
import io.github.claudebridge.model.SessionEvent.Choice;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants at a usage limit.
 *
 * @param cutOff what becomes of work that it cuts off
 * @param quiet the hours in which nothing goes on by itself, or null for none
 * @param zone whose clock is meant where the agent names none
 */
public record LimitRules(Choice cutOff, @Nullable QuietHours quiet, ZoneId zone) {

  /** People are asked, at any hour. */
  public static final LimitRules ASK = new LimitRules(Choice.OPEN, null, ZoneId.of("UTC"));

  Instant release(Instant resets) {
    return quiet == null ? resets : quiet.endAfter(resets);
  }
}
