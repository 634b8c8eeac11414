package io.github.claudebridge.house.broken.outbox;

import io.github.claudebridge.house.broken.reply.OneWay;

/** The other half of a cycle. */
public final class AndBack {
  public OneWay other() {
    return new OneWay();
  }
}
