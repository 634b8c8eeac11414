package io.github.claudebridge.app;

import io.github.claudebridge.config.QuietHours;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.session.LimitRules;

/** What the settings say about usage limits, as the sessions understand it. */
final class LimitSettings {
  private LimitSettings() {}

  static LimitRules rules(Settings.Limits limits) {
    Choice cutOff =
        switch (limits.continue_()) {
          case OFF -> Choice.LEFT;
          case ASK -> Choice.OPEN;
          case AUTO -> Choice.CONTINUE;
        };
    QuietHours quiet =
        limits.quietHours() == null
            ? null
            : QuietHours.parse(limits.quietHours(), limits.zone());
    return new LimitRules(cutOff, quiet, limits.zone());
  }
}
