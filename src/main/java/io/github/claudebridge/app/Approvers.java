package io.github.claudebridge.app;

import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Question.Risk;
import java.util.Set;
import java.util.function.Function;

/** Who may say yes to what, as the operator decided. */
record Approvers(Settings.Approvers settings) implements Function<Risk, Set<String>> {
  @Override
  public Set<String> apply(Risk risk) {
    return switch (risk) {
      case CHOICE -> settings.choice();
      case EDIT -> settings.edit();
      case RUN -> settings.run();
      case LASTING -> settings.lasting();
    };
  }
}
