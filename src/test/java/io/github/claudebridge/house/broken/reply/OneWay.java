package io.github.claudebridge.house.broken.reply;

import io.github.claudebridge.house.broken.outbox.AndBack;

/** Half of a cycle. */
public final class OneWay {
  public AndBack other() {
    return new AndBack();
  }
}
